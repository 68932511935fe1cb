// Who calls (design.md section 1), and what belongs to them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/result.h"
#include "services/passes/passes.h"
#include "services/postgres/pool.h"
#include "services/postgres/stores.h"
#include "services/web/request.h"
#include "services/web/shares.h"

namespace lunchrush::ingest {

namespace asio = boost::asio;

enum class PrincipalKind { guest, device, staff };

struct Principal {
  PrincipalKind kind{};
  std::string name;               // "guest:gst_…", "device:<key id>", "staff:<key id>": an order's owner
  std::string role;               // kiosk, pos, kitchen; owner, manager, cashier; empty for a guest
  domain::MerchantId merchant{};  // devices and staff
  std::vector<domain::StoreId> stores;  // empty for staff: all of the merchant's
  std::string table;                    // a guest's

  // "guest", "device", "device:pos", "staff", "staff:owner", as a route's `who` names them.
  bool is(std::string_view who) const;
  bool covers(const postgres::Store& store) const;
  std::string_view key_id() const;  // a device's or staff's; a guest has none
};

struct KeyCacheLimits {
  // A revoked key works no longer than this where the word of it did not arrive: Redis was away, or it was
  // revoked by hand in the database.
  std::chrono::milliseconds fresh_for{2'000};
  std::size_t keys_max = 10'000;
};

// Authorization: Bearer <guest token or API key>. Keys are looked up in PostgreSQL and remembered shortly;
// while it is away a remembered key still works. Runs on one thread.
class Authenticator {
 public:
  Authenticator(const passes::Signer& signer, postgres::Pool& pool, KeyCacheLimits limits = {})
      : signer_(signer), pool_(pool), limits_(limits) {}

  // Errors: unauthenticated, session_expired, unavailable.
  asio::awaitable<domain::Result<Principal>> authenticate(const web::Request& request);
  // The same where no key has to be looked up, as nearly always: spares a hot path the coroutines. Nothing:
  // ask authenticate().
  std::optional<domain::Result<Principal>> at_once(const web::Request& request) const;

  // Whether a key that was let in still is what it was: for streams, which outlive their request. While that
  // cannot be known it is.
  asio::awaitable<bool> still_holds(Principal caller, std::chrono::steady_clock::time_point deadline);

  void forget(std::string_view key_id);  // it was revoked: whoever shows it is not let in by memory
  void doubt_all();                      // such words may have been missed: look every key up again

  // The store that an Authorization header names, a merchant for staff; nobody for a key that was not seen
  // yet. Nothing is verified: who is refused first under overload hangs on it, and nothing else.
  web::Share share_of(std::string_view authorization) const;

 private:
  struct Remembered {
    postgres::ApiKey key;
    std::chrono::steady_clock::time_point read_at;
  };
  const postgres::ApiKey* fresh(const std::string& key_id) const;  // null: it has to be looked up
  asio::awaitable<domain::Result<postgres::ApiKey>> find_key(std::string key_id,
                                                             std::chrono::steady_clock::time_point deadline);
  domain::Result<Principal> by_guest_token(std::string_view token) const;

  const passes::Signer& signer_;
  postgres::Pool& pool_;
  KeyCacheLimits limits_;
  std::unordered_map<std::string, Remembered> keys_;
  std::uint64_t forgotten_ = 0;  // a look-up that began before the last forget() is not remembered
};

}  // namespace lunchrush::ingest
