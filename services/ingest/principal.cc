#include "services/ingest/principal.h"

#include <algorithm>

#include "services/crypto/digest.h"
#include "services/postgres/server_clock.h"

namespace lunchrush::ingest {

using domain::Error;
using domain::ErrorCode;

bool Principal::is(std::string_view who) const {
  const auto colon = who.find(':');
  const auto wanted_kind = who.substr(0, colon);
  const std::string_view own_kind = kind == PrincipalKind::guest    ? "guest"
                                    : kind == PrincipalKind::device ? "device"
                                                                    : "staff";
  if (wanted_kind != own_kind) return false;
  return colon == std::string_view::npos || who.substr(colon + 1) == role;
}

bool Principal::covers(const postgres::Store& store) const {
  if (kind != PrincipalKind::guest && merchant != store.merchant) return false;
  if (kind == PrincipalKind::staff && stores.empty()) return true;
  return std::ranges::find(stores, store.id) != stores.end();
}

std::string_view Principal::key_id() const {
  if (kind == PrincipalKind::guest) return {};
  return std::string_view(name).substr(name.find(':') + 1);
}

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view key_prefix = "lr_";

constexpr std::size_t key_id_bytes_max = 32;
// Staff work for a merchant, whose number may be a store's as well.
constexpr web::Share merchants = web::Share{1} << 32;

// lr_<key id>_<secret>
struct SplitKey {
  std::string_view id, secret;
};

std::optional<SplitKey> split_key(std::string_view token) {
  const auto rest = token.substr(key_prefix.size());
  const auto split = rest.find('_');
  if (split == std::string_view::npos || split == 0 || split > key_id_bytes_max) return std::nullopt;
  return SplitKey{rest.substr(0, split), rest.substr(split + 1)};
}

Error unauthenticated(std::string detail) { return {ErrorCode::unauthenticated, std::move(detail)}; }

// What follows Bearer.
domain::Result<std::string_view> token_of(const web::Request& request) {
  if (request.header_count("Authorization") > 1) return unauthenticated("more than one Authorization header");
  const auto header = request.header("Authorization");
  if (!header) return unauthenticated("an Authorization header with a guest token or an API key is needed");
  if (!header->starts_with(bearer)) return unauthenticated("the scheme is Bearer");
  return header->substr(bearer.size());
}

domain::Result<Principal> principal_of(const postgres::ApiKey& key, std::string_view secret) {
  if (!crypto::equal_in_constant_time(key.digest, crypto::sha256(secret)))
    return unauthenticated("the key is unknown or was revoked");
  Principal principal;
  principal.kind = key.kind == "device" ? PrincipalKind::device : PrincipalKind::staff;
  principal.name.reserve(key.kind.size() + 1 + key.id.size());
  principal.name.append(key.kind).append(1, ':').append(key.id);
  principal.role = key.role;
  principal.merchant = key.merchant;
  principal.stores = key.stores;
  return principal;
}

}  // namespace

std::optional<domain::Result<Principal>> Authenticator::at_once(const web::Request& request) const {
  const auto token = token_of(request);
  if (!token) return token.error();
  if (!token->starts_with(key_prefix)) return by_guest_token(*token);
  const auto split = split_key(*token);
  if (!split) return unauthenticated("the key is malformed");
  const auto* key = fresh(std::string(split->id));
  if (key == nullptr) return std::nullopt;
  return principal_of(*key, split->secret);
}

asio::awaitable<domain::Result<Principal>> Authenticator::authenticate(const web::Request& request) {
  if (auto known = at_once(request)) co_return std::move(*known);
  const auto split = *split_key(*token_of(request));
  auto key = co_await find_key(std::string(split.id), request.deadline);
  if (!key && key.error().code == ErrorCode::not_found)
    co_return unauthenticated("the key is unknown or was revoked");
  if (!key) co_return key.error();
  co_return principal_of(*key, split.secret);
}

domain::Result<Principal> Authenticator::by_guest_token(std::string_view token) const {
  const auto now = postgres::ServerClock::now();
  const auto checked = signer_.verify_guest_token(token, now);
  if (!checked) return unauthenticated("the token is not one of ours");
  if (checked->standing == passes::Standing::expired)
    return Error{ErrorCode::session_expired, "renew it: POST /v1/sessions with this one as previous_token"};
  Principal principal;
  principal.kind = PrincipalKind::guest;
  principal.name = "guest:" + checked->guest.id.text();
  principal.stores = {checked->guest.at.store};
  principal.table = checked->guest.at.table;
  return principal;
}

const postgres::ApiKey* Authenticator::fresh(const std::string& key_id) const {
  const auto known = keys_.find(key_id);
  const auto now = std::chrono::steady_clock::now();
  return known != keys_.end() && now - known->second.read_at < limits_.fresh_for ? &known->second.key
                                                                                 : nullptr;
}

asio::awaitable<domain::Result<postgres::ApiKey>> Authenticator::find_key(
    std::string key_id, std::chrono::steady_clock::time_point deadline) {
  if (const auto* known = fresh(key_id)) co_return *known;
  const auto now = std::chrono::steady_clock::now();
  const auto forgotten = forgotten_;
  auto work = [key_id](postgres::Session& session) { return postgres::read_api_key(session, key_id); };
  auto read = co_await pool_.run(std::move(work), deadline);
  if (read && forgotten != forgotten_) co_return read;
  if (read) {
    if (keys_.size() >= limits_.keys_max) keys_.clear();  // rare; everything is read again within seconds
    keys_[key_id] = {*read, now};
    co_return read;
  }
  if (read.error().code == ErrorCode::not_found) keys_.erase(key_id);
  const auto stale = keys_.find(key_id);
  if (stale != keys_.end()) co_return stale->second.key;  // the database is away: what was true a moment ago
  co_return read;
}

asio::awaitable<bool> Authenticator::still_holds(Principal caller,
                                                 std::chrono::steady_clock::time_point deadline) {
  auto key = co_await find_key(std::string(caller.key_id()), deadline);
  if (!key) co_return key.error().code != ErrorCode::not_found;
  co_return key->role == caller.role && key->merchant == caller.merchant && key->stores == caller.stores;
}

void Authenticator::forget(std::string_view key_id) {
  ++forgotten_;
  keys_.erase(std::string(key_id));
}

void Authenticator::doubt_all() {
  ++forgotten_;
  for (auto& [id, remembered] : keys_) remembered.read_at = {};
}

web::Share Authenticator::share_of(std::string_view authorization) const {
  if (!authorization.starts_with(bearer)) return web::nobody;
  const auto token = authorization.substr(bearer.size());
  if (!token.starts_with(key_prefix)) {
    const auto store = passes::named_store(token);
    return store ? number(*store) : web::nobody;
  }
  const auto split = split_key(token);
  if (!split) return web::nobody;
  const auto known = keys_.find(std::string(split->id));
  if (known == keys_.end()) return web::nobody;
  const auto& key = known->second.key;
  return key.stores.empty() ? merchants | number(key.merchant) : number(key.stores.front());
}

}  // namespace lunchrush::ingest
