// Stores, their menus, who may call, and the gateways' accounts.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/time.h"
#include "services/postgres/audit.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct Store {
  domain::StoreId id{};
  domain::MerchantId merchant{};
  std::string name_zh;
  std::string name_en;
  std::string zone;                            // IANA
  std::chrono::seconds business_day_cutoff{};  // after local midnight
  std::chrono::seconds opens_at{};
  std::chrono::seconds closes_at{};  // 24 h means midnight; may be before opens_at: over midnight
  bool taking_orders = true;
  std::chrono::seconds payment_expiry{};
  std::string wechat_account;  // empty: none
  std::string alipay_account;
  int table_code_generation = 0;  // codes of another one open no session
};

// Errors of all: not_found where one thing is asked for; unavailable, internal.
domain::Result<Store> read_store(Session& session, domain::StoreId store);

struct MenuRow {
  std::int64_t version = 0;
  std::string document;  // JSON text of a PutMenuRequest
  std::vector<std::string> sold_out;
  domain::Instant updated_at{};
};
domain::Result<MenuRow> read_menu(Session& session, domain::StoreId store);
domain::Result<std::vector<std::pair<domain::StoreId, std::int64_t>>> read_menu_versions(
    Session& session, std::span<const domain::StoreId> stores);

// Both write a new version, its history and the event `menu.changed`. `expected_version`: precondition_failed
// when it is given and not the current one. They answer the new version.
struct MenuChange {
  domain::StoreId store{};
  std::string by;
  std::optional<std::int64_t> expected_version;
  std::optional<Actor> actor{};  // whose act it is; none: not a person's, and not audited
};
domain::Result<std::int64_t> put_menu(Session& session, const MenuChange& change,
                                      const std::string& document);
domain::Result<std::int64_t> patch_availability(Session& session, const MenuChange& change,
                                                std::span<const std::pair<std::string, bool>> sold_out);

struct ApiKey {
  std::string id;
  std::string digest;  // SHA-256 of the secret part, 32 bytes
  domain::MerchantId merchant{};
  std::string kind;  // device, staff
  std::string role;
  std::vector<domain::StoreId> stores;
};
// not_found also when it is revoked.
domain::Result<ApiKey> read_api_key(Session& session, const std::string& key_id);

// A key of the merchant that is bound to none but these stores; no stores: any of the merchant's. not_found
// for every other. Revoking again is no error and no act.
struct KeyRevocation {
  std::string key_id;
  domain::MerchantId merchant{};
  std::vector<domain::StoreId> stores;
  Actor actor;
};
domain::Result<void> revoke_api_key(Session& session, const KeyRevocation& wanted);

// Begins a new generation of a store's table codes; answers it.
domain::Result<int> rotate_table_codes(Session& session, domain::StoreId store, const Actor& actor);

struct SealedAccount {
  std::string id;
  std::string gateway;
  domain::MerchantId merchant{};
  std::string sealed;  // crypto::seal of the account's JSON
  std::int64_t revision = 0;
};
domain::Result<std::vector<SealedAccount>> read_accounts(Session& session);
domain::Result<void> write_account(Session& session, const SealedAccount& account);

}  // namespace lunchrush::postgres
