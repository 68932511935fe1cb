// The gateways' accounts, as the database has them now: read every few seconds, opened with the account key,
// handed to the registry. Keys are exchanged without a restart and without a call being lost.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "services/accounts/metrics.h"
#include "services/gateways/registry.h"
#include "services/postgres/pool.h"

namespace lunchrush::accounts {

namespace asio = boost::asio;

inline constexpr std::size_t account_key_bytes = 32;

// LUNCHRUSH_ACCOUNT_KEY, 64 hexadecimal digits, as bytes. Error: invalid_request, without the digits.
domain::Result<std::string> account_key(std::string_view hexadecimal);

struct BookOptions {
  std::string account_key;                    // bytes
  std::chrono::milliseconds every{3'000};     // how old our knowledge of an exchanged key may be
  std::chrono::milliseconds deadline{5'000};  // of one reading
};

// Everything but notify_url() happens on the executor's thread. `pool`, `registry` and `metrics` outlive it.
class AccountBook {
 public:
  AccountBook(asio::any_io_executor executor, postgres::Pool& pool, gateways::Registry& registry,
              BookOptions options, AccountMetrics& metrics);

  // Reads once. Errors: unavailable, outcome_unknown, internal; the accounts then stay as they were. An
  // account that cannot be opened is no error: it is logged, once for each revision, and stays as it was too.
  asio::awaitable<domain::Result<void>> refresh();
  asio::awaitable<void> run();  // refreshes until stop()
  void stop();

  bool loaded() const;  // at least one refresh went well
  // Where this account's gateway is to send its notifications; nullopt for an account we do not have. Any
  // thread.
  std::optional<std::string> notify_url(std::string_view account_id) const;

 private:
  struct Shelf;

  asio::steady_timer timer_;
  postgres::Pool& pool_;
  BookOptions options_;
  AccountMetrics& metrics_;
  std::shared_ptr<Shelf> shelf_;  // shared with the job that reads, which may outlast its deadline and us
  bool loaded_ = false;
  bool stopped_ = false;
};

}  // namespace lunchrush::accounts
