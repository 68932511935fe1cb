#include "services/postgres/server_watch.h"

#include "queries.h"
#include "services/postgres/server_clock.h"
#include "services/telemetry/log.h"

namespace lunchrush::postgres {

void WaitingCommits::see(const std::vector<std::string>& commits, Clock::time_point now) {
  std::map<std::string, Clock::time_point> since;
  for (const auto& commit : commits) {
    const auto known = since_.find(commit);
    since.emplace(commit, known == since_.end() ? now : known->second);
  }
  since_ = std::move(since);
}

WaitingCommits::Clock::duration WaitingCommits::longest(Clock::time_point now) const {
  auto longest = Clock::duration::zero();
  for (const auto& [commit, since] : since_) longest = std::max(longest, now - since);
  return longest;
}

namespace {

// Operators see who it is that waits.
SessionOptions named(SessionOptions options, const char* task) {
  options.application_name += task;
  return options;
}

}  // namespace

ServerWatch::ServerWatch(SessionOptions options, WatchMetrics& metrics, WatchLimits limits)
    : options_(std::move(options)), limits_(limits), metrics_(metrics) {
  looker_ = std::jthread([this](std::stop_token stop) { look(stop); });
  prober_ = std::jthread([this](std::stop_token stop) { probe(stop); });
}

ServerWatch::~ServerWatch() { stop(); }

void ServerWatch::stop() {
  looker_.request_stop();
  prober_.request_stop();
  if (looker_.joinable()) looker_.join();
  if (prober_.joinable()) prober_.join();
}

std::optional<Epoch> ServerWatch::epoch() const {
  const std::scoped_lock lock(mutex_);
  if (!epoch_ || Clock::now() - heard_ > limits_.epoch_lease) return std::nullopt;
  return epoch_;
}

void ServerWatch::look(std::stop_token stop) {
  Session session(named(options_, " watch"));
  while (!stop.stop_requested()) {
    look_once(session);
    pause(stop);
  }
}

void ServerWatch::look_once(Session& session) {
  const auto asked = Clock::now();
  const auto commits = session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<std::string> waiting;
    const auto before = ServerClock::own();
    const auto rows = session.run(transaction, sql::select_waiting_commits);
    const std::chrono::microseconds now(rows[0][0].as<std::int64_t>());
    ServerClock::learn(ServerClock::Instant(now), before, ServerClock::own());
    for (const auto& row : rows)
      if (!row[1].is_null()) waiting.emplace_back(row[1].c_str());
    return waiting;
  });
  commits ? learn(*commits, session.epoch(), asked) : lost();
}

void ServerWatch::learn(const std::vector<std::string>& commits, const std::optional<Epoch>& epoch,
                        Clock::time_point asked) {
  const std::scoped_lock lock(mutex_);
  epoch_ = epoch;
  heard_ = asked;
  if (asked <= came_back_) return;  // what was seen may have ended with the probe
  waiting_.see(commits, asked);
  metrics_.sync_waiting.Set(static_cast<double>(waiting_.count()));
  if (gate_.is_shut() || waiting_.longest(asked) < limits_.patience) return;
  gate_.shut();
  metrics_.gate_shut.Set(1);
  metrics_.gate_shut_total.Increment();
  telemetry::log(telemetry::Level::error,
                 "commits do not come back: a standby is lost, nothing new is committed",
                 {{"waiting", static_cast<std::int64_t>(waiting_.count())}});
  wake_.notify_all();
}

void ServerWatch::lost() {
  const std::scoped_lock lock(mutex_);
  waiting_.forget();
  metrics_.sync_waiting.Set(0);
  probe_wanted_ = true;
  wake_.notify_all();
}

void ServerWatch::probe(std::stop_token stop) {
  Session session(named(options_, " probe"));
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, stop, [this] { return probe_wanted_ || gate_.is_shut(); });
      if (stop.stop_requested()) return;
    }
    // It waits as long as it takes: that it ends is the news.
    const auto committed = session.in_transaction(
        [&](pqxx::transaction_base& transaction) { session.run(transaction, sql::probe_commit); });
    committed ? came_back() : pause(stop);
  }
}

void ServerWatch::came_back() {
  const std::scoped_lock lock(mutex_);
  came_back_ = Clock::now();
  probe_wanted_ = false;
  waiting_.forget();
  metrics_.sync_waiting.Set(0);
  if (!gate_.is_shut()) return;
  gate_.open();
  metrics_.gate_shut.Set(0);
  telemetry::log(telemetry::Level::info, "commits come back");
}

void ServerWatch::pause(std::stop_token stop) {
  std::mutex own;
  std::unique_lock lock(own);
  std::condition_variable_any never;
  never.wait_for(lock, stop, limits_.every, [] { return false; });
}

}  // namespace lunchrush::postgres
