#include "services/accounts/account_book.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <map>
#include <mutex>

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/postgres/stores.h"
#include "services/telemetry/log.h"

namespace lunchrush::accounts {
namespace {

using domain::Error;
using domain::ErrorCode;

domain::Result<gateways::Account> open_account(const postgres::SealedAccount& row, const std::string& key) {
  const auto text = crypto::open(key, row.sealed);
  if (!text) return Error{ErrorCode::invalid_request, "it was sealed with another account key"};
  boost::system::error_code fault;
  const auto document = boost::json::parse(*text, fault);
  if (fault) return Error{ErrorCode::invalid_request, "it does not hold JSON"};
  auto account = gateways::Account::from_json(document);
  if (!account) return account.error();
  if (account->id != row.id || account->gateway != row.gateway)
    return Error{ErrorCode::invalid_request, "it holds another account than its row names"};
  return account;
}

void log_fault(const std::string& account, const Error& error) {
  std::string pointers;  // which members, never what they hold
  for (const auto& field : error.fields) pointers += (pointers.empty() ? "" : " ") + field.pointer;
  telemetry::log(telemetry::Level::error, "gateway account unusable",
                 {{"account", account}, {"reason", error.detail}, {"members", pointers}});
}

}  // namespace

domain::Result<std::string> account_key(std::string_view hexadecimal) {
  auto key = crypto::from_hex(hexadecimal);
  if (key && key->size() == account_key_bytes) return std::move(*key);
  return Error{ErrorCode::invalid_request, "LUNCHRUSH_ACCOUNT_KEY must be 64 hexadecimal digits"};
}

// What was read last. Rows that did not change are neither opened nor handed on again.
struct AccountBook::Shelf {
  struct Volume {
    std::int64_t revision = 0;
    std::optional<gateways::Account> account;  // none: this row cannot be used and never could
    bool unusable = false;                     // as it is now; `account` is then an earlier revision's
  };

  explicit Shelf(gateways::Registry& gateways_of_all) : registry(gateways_of_all) {}

  // Whether anything changed.
  bool take(const std::vector<postgres::SealedAccount>& rows, const std::string& key) {
    std::map<std::string, Volume, std::less<>> taken;
    bool changed = rows.size() != volumes.size();
    for (const auto& row : rows) {
      auto& volume = taken[row.id];
      if (const auto known = volumes.find(row.id); known != volumes.end()) volume = known->second;
      if (volume.revision == row.revision) continue;
      changed = true;
      volume.revision = row.revision;
      auto opened = open_account(row, key);
      volume.unusable = opened.has_error();
      if (opened)
        volume.account = std::move(*opened);
      else
        log_fault(row.id, opened.error());
    }
    volumes = std::move(taken);
    return changed;
  }

  void hand_on() {
    std::vector<gateways::Account> accounts;
    for (const auto& [id, volume] : volumes)
      if (volume.account) accounts.push_back(*volume.account);
    for (const auto& fault : registry.replace(accounts)) {
      volumes.find(fault.account_id)->second.unusable = true;
      log_fault(fault.account_id, fault.error);
    }
  }

  std::size_t unusable() const {
    return static_cast<std::size_t>(std::count_if(volumes.begin(), volumes.end(),
                                                  [](const auto& entry) { return entry.second.unusable; }));
  }

  std::mutex mutex;
  gateways::Registry& registry;
  std::map<std::string, Volume, std::less<>> volumes;
};

AccountBook::AccountBook(asio::any_io_executor executor, postgres::Pool& pool, gateways::Registry& registry,
                         BookOptions options, AccountMetrics& metrics)
    : timer_(std::move(executor)),
      pool_(pool),
      options_(std::move(options)),
      metrics_(metrics),
      shelf_(std::make_shared<Shelf>(registry)) {}

asio::awaitable<domain::Result<void>> AccountBook::refresh() {
  struct Count {
    std::size_t all = 0;
    std::size_t unusable = 0;
  };
  // Opening and parsing keys costs CPU time, so the session's thread does that as well.
  auto read = [shelf = shelf_,
               key = options_.account_key](postgres::Session& session) -> domain::Result<Count> {
    auto rows = postgres::read_accounts(session);
    if (!rows) return rows.error();
    const std::scoped_lock lock(shelf->mutex);
    if (shelf->take(*rows, key)) shelf->hand_on();
    return Count{shelf->volumes.size(), shelf->unusable()};
  };
  const auto deadline = std::chrono::steady_clock::now() + options_.deadline;
  const auto count = co_await pool_.run(std::move(read), deadline);
  if (!count) {
    metrics_.refresh_failures_total.Increment();
    co_return count.error();
  }
  metrics_.accounts.Set(static_cast<double>(count->all));
  metrics_.unusable.Set(static_cast<double>(count->unusable));
  loaded_ = true;
  co_return domain::Result<void>{};
}

asio::awaitable<void> AccountBook::run() {
  while (!stopped_) {
    const auto refreshed = co_await refresh();
    if (!refreshed)
      telemetry::log(telemetry::Level::warn, "gateway accounts not read",
                     {{"reason", refreshed.error().detail}});
    if (stopped_) co_return;
    timer_.expires_after(options_.every);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void AccountBook::stop() {
  stopped_ = true;
  timer_.cancel();
}

bool AccountBook::loaded() const { return loaded_; }

std::optional<std::string> AccountBook::notify_url(std::string_view account_id) const {
  const std::scoped_lock lock(shelf_->mutex);
  const auto found = shelf_->volumes.find(account_id);
  if (found == shelf_->volumes.end() || !found->second.account) return std::nullopt;
  return found->second.account->notify_url();
}

}  // namespace lunchrush::accounts
