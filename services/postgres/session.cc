#include "services/postgres/session.h"

#include <poll.h>

#include <algorithm>
#include <string_view>

namespace lunchrush::postgres {

namespace {

// PostgreSQL shows the row that it refused, in what follows its first words: what a guest wrote is not for
// the log (invariant I27). A constraint's name is in the words.
std::string words_of(const std::exception& failure) {
  const std::string_view text = failure.what();
  return std::string(text.substr(0, std::min(text.find("\nDETAIL:"), text.find("\nCONTEXT:"))));
}

}  // namespace

domain::Error to_error(const std::exception& failure) {
  using domain::ErrorCode;
  const auto is = [&]<class T>(std::in_place_type_t<T>) {
    return dynamic_cast<const T*>(&failure) != nullptr;
  };
  if (is(std::in_place_type<pqxx::in_doubt_error>)) return {ErrorCode::outcome_unknown, words_of(failure)};
  if (is(std::in_place_type<pqxx::transaction_rollback>)) return {ErrorCode::unavailable, words_of(failure)};
  if (is(std::in_place_type<pqxx::broken_connection>)) return {ErrorCode::unavailable, words_of(failure)};
  if (is(std::in_place_type<pqxx::insufficient_resources>))
    return {ErrorCode::unavailable, words_of(failure)};
  if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&failure)) {
    // 57: operator intervention (shutdown, cancelled, starting up); 55P03: lock not available; 25006: a
    // standby.
    const std::string_view state = sql->sqlstate();
    if (state.starts_with("57") || state.starts_with("08") || state.starts_with("53") || state == "55P03" ||
        state == "25006")
      return {ErrorCode::unavailable, words_of(failure)};
  }
  return {ErrorCode::internal, words_of(failure)};
}

namespace {

constexpr std::chrono::milliseconds plans_live_max = std::chrono::minutes{1};

// The last word of a backend that is told to go: it may have committed already.
bool says_that_it_ends(const std::exception& failure) {
  const auto* sql = dynamic_cast<const pqxx::sql_error*>(&failure);
  return sql != nullptr && std::string_view(sql->sqlstate()).starts_with("57P");
}

}  // namespace

// A cancelled wait for a standby makes COMMIT return normally; its only trace is a notice (faults.md F2).
class Session::NoticeWatcher : public pqxx::errorhandler {
 public:
  explicit NoticeWatcher(pqxx::connection& connection) : pqxx::errorhandler(connection) {}
  bool operator()(const char text[]) noexcept override {
    try {
      last_ = text;
      ++count;
    } catch (...) {
      ++count;
    }
    return false;
  }
  const std::string& last() const { return last_; }
  int count = 0;

 private:
  std::string last_;
};

Session::Session(SessionOptions options) : options_(std::move(options)) {}
Session::~Session() { disconnect(); }

bool Session::connected() const { return connection_ != nullptr; }

void Session::disconnect() {
  prepared_.clear();
  epoch_.reset();
  notices_.reset();
  connection_.reset();
}

namespace {

// The caller's URL or key=value string, with what a session needs. read-write: after a failover the old
// primary may come back as a standby (faults.md row 50). A server that vanished without a word is given up
// after seconds, not after the kernel's quarter of an hour.
std::string connect_string(const SessionOptions& options) {
  const bool is_url = options.url.find("://") != std::string::npos;
  std::string text = options.url;
  char separator = !is_url ? ' ' : options.url.find('?') == std::string::npos ? '?' : '&';
  const auto add = [&](const std::string& setting) {
    text += separator + setting;
    separator = is_url ? '&' : ' ';
  };
  add("target_session_attrs=read-write");
  add("connect_timeout=" + std::to_string(options.connect_timeout.count()));
  add("keepalives_idle=5");
  add("keepalives_interval=2");
  add("keepalives_count=3");
  add("tcp_user_timeout=10000");
  return text;
}

std::string settings_of(const SessionOptions& options, const pqxx::transaction_base& transaction) {
  // The batch statements take arrays; a plan for any size of them is as good as one for this size.
  std::string settings =
      "SET TIME ZONE 'UTC'; SET plan_cache_mode = force_generic_plan; SET jit = off; SET application_name "
      "= " +
      transaction.quote(options.application_name) +
      "; SET statement_timeout = " + std::to_string(options.statement_timeout.count()) +
      "; SET lock_timeout = " + std::to_string(options.lock_timeout.count()) +
      "; SET idle_in_transaction_session_timeout = " + std::to_string(options.idle_in_transaction.count()) +
      ";";
  if (!options.reads_whole_tables)
    settings +=
        "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
        "SET join_collapse_limit = 1;";
  return settings;
}

}  // namespace

pqxx::connection& Session::connection() {
  committing_ = false;
  if (!connection_ || !connection_->is_open() || closed_by_server() || left_behind())
    connect();
  else if (std::chrono::steady_clock::now() >= plans_end_)
    renew_plans();
  return *connection_;
}

void Session::connect() {
  disconnect();
  try {
    connection_ = std::make_unique<pqxx::connection>(connect_string(options_));
    notices_ = std::make_unique<NoticeWatcher>(*connection_);
    pqxx::nontransaction setup(*connection_);
    // A name of a WAL file begins with its timeline, the current one; pg_control_checkpoint() knows it later.
    const auto row =
        setup.exec(settings_of(options_, setup) +
                   "SELECT system_identifier, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) "
                   "FROM pg_control_system()")[0];
    epoch_ = Epoch{row[0].c_str(), static_cast<std::uint32_t>(std::stoul(row[1].c_str(), nullptr, 16))};
    if (left_behind())
      throw pqxx::broken_connection("epoch " + epoch_->text() + " was left behind by a failover");
    plans_live_ = options_.plans_first_live;
    plans_end_ = std::chrono::steady_clock::now() + plans_live_;
  } catch (...) {
    disconnect();  // a session is connected with its settings, or not at all
    throw;
  }
}

void Session::renew_plans() {
  pqxx::nontransaction(*connection_).exec("DISCARD PLANS");
  plans_live_ = std::min(plans_live_ * 2, plans_live_max);
  plans_end_ = std::chrono::steady_clock::now() + plans_live_;
}

// A restarted server, an ended backend: seen before anything is sent, nothing is lost and nothing in doubt.
bool Session::closed_by_server() const {
  pollfd socket{.fd = connection_->sock(), .events = POLLRDHUP, .revents = 0};
  return poll(&socket, 1, 0) != 0;
}

bool Session::left_behind() const {
  return options_.fence != nullptr && epoch_ && !options_.fence->admits(*epoch_);
}

void Session::prepare(const Statement& statement) {
  if (!prepared_.insert(statement.name).second) return;
  connection_->prepare(statement.name, statement.text);
}

void Session::begin_commit() {
  notices_->count = 0;
  committing_ = true;
}

void Session::end_commit() {
  committing_ = false;
  if (notices_->count == 0) return;
  throw pqxx::in_doubt_error("notice during COMMIT: " + notices_->last());
}

void Session::commit(pqxx::transaction_base& transaction) {
  begin_commit();
  transaction.commit();
  end_commit();
}

domain::Error Session::failed(const std::exception& failure) {
  auto error = to_error(failure);
  // A connection that dies can surface as any of libpqxx's failures; what counts is whether COMMIT was under
  // way.
  const bool lost = connection_ == nullptr || !connection_->is_open() || says_that_it_ends(failure);
  if (lost && committing_)
    error.code = domain::ErrorCode::outcome_unknown;
  else if (lost && error.code == domain::ErrorCode::internal)
    error.code = domain::ErrorCode::unavailable;
  // Whatever state that connection is in, the next transaction starts on a fresh one.
  if (error.code != domain::ErrorCode::internal) disconnect();
  return error;
}

}  // namespace lunchrush::postgres
