#include "services/postgres/stores.h"

#include "queries.h"
#include "services/crypto/digest.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {

using domain::Error;
using domain::ErrorCode;

domain::Result<Store> read_store(Session& session, domain::StoreId store) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<Store> {
    const auto rows = session.run(transaction, sql::read_store, number(store));
    if (rows.empty()) return Error{ErrorCode::not_found, "no such store"};
    const auto& row = rows[0];
    Store found;
    found.id = store;
    found.merchant = domain::MerchantId{row["merchant_id"].as<std::uint32_t>()};
    found.name_zh = row["name_zh"].c_str();
    found.name_en = row["name_en"].c_str();
    found.zone = row["zone"].c_str();
    found.business_day_cutoff = std::chrono::seconds{row["cutoff"].as<int>()};
    found.opens_at = std::chrono::seconds{row["opens"].as<int>()};
    found.closes_at = std::chrono::seconds{row["closes"].as<int>()};
    found.taking_orders = row["taking_orders"].as<bool>();
    found.payment_expiry = std::chrono::seconds{row["payment_expiry_seconds"].as<int>()};
    found.wechat_account = row["wechat_account"].c_str();
    found.alipay_account = row["alipay_account"].c_str();
    found.table_code_generation = row["table_code_generation"].as<int>();
    return found;
  });
}

domain::Result<MenuRow> read_menu(Session& session, domain::StoreId store) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<MenuRow> {
    const auto rows = session.run(transaction, sql::read_menu, number(store));
    if (rows.empty()) return Error{ErrorCode::not_found, "this store has no menu yet"};
    MenuRow menu;
    menu.version = rows[0]["version"].as<std::int64_t>();
    menu.document = rows[0]["document"].c_str();
    const auto sold_out =
        json::parse(rows[0]["sold_out"].c_str());  // named: the loop would not keep it alive
    for (const auto& sku : sold_out.as_array()) menu.sold_out.emplace_back(sku.as_string());
    menu.updated_at = from_timestamp(rows[0]["updated_at"].c_str());
    return menu;
  });
}

domain::Result<std::vector<std::pair<domain::StoreId, std::int64_t>>> read_menu_versions(
    Session& session, std::span<const domain::StoreId> stores) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    json::array wanted;
    for (const auto store : stores) wanted.push_back(number(store));
    std::vector<std::pair<domain::StoreId, std::int64_t>> versions;
    for (const auto& row : session.run(transaction, sql::read_menu_versions, json::serialize(wanted)))
      versions.emplace_back(domain::StoreId{row[0].as<std::uint32_t>()}, row[1].as<std::int64_t>());
    return domain::Result<std::vector<std::pair<domain::StoreId, std::int64_t>>>(std::move(versions));
  });
}

namespace {

constexpr char menu_act_name[] = "menu.replaced";
constexpr char availability_act[] = "menu.availability";

std::optional<std::string> text_of_version(const std::optional<std::int64_t>& version) {
  if (!version) return std::nullopt;
  return std::to_string(*version);
}

// What the audit says of a new version; for a whole menu, the prices that differ from the one before.
Act menu_act(Session& session, pqxx::transaction_base& transaction, const MenuChange& change,
             const std::string& name, std::int64_t version, const std::string& document) {
  Act act{change.store, name, "v" + std::to_string(version), {}};
  if (name == availability_act) {
    act.detail["changes"] = document;
    return act;
  }
  const auto prices = session.run(transaction, sql::read_price_changes, number(change.store), version);
  act.detail["prices"] = prices[0][0].c_str();
  return act;
}

domain::Result<std::int64_t> change_menu(Session& session, const Statement& statement,
                                         const MenuChange& change, const std::string& document,
                                         const std::string& act_name) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<std::int64_t> {
    const auto expected = text_of_version(change.expected_version);
    const auto rows = session.run(transaction, statement, number(change.store), document, change.by,
                                  expected ? expected->c_str() : nullptr);
    if (rows.empty() && change.expected_version)
      return Error{ErrorCode::precondition_failed, "the menu has another version now"};
    if (rows.empty()) return Error{ErrorCode::not_found, "this store has no menu yet"};
    session.run(transaction, sql::record_menu_change, number(change.store));
    const auto version = rows[0][0].as<std::int64_t>();
    if (change.actor)
      record_act(session, transaction, *change.actor,
                 menu_act(session, transaction, change, act_name, version, document));
    return version;
  });
}

}  // namespace

domain::Result<std::int64_t> put_menu(Session& session, const MenuChange& change,
                                      const std::string& document) {
  return change_menu(session, sql::put_menu, change, document, menu_act_name);
}

domain::Result<std::int64_t> patch_availability(Session& session, const MenuChange& change,
                                                std::span<const std::pair<std::string, bool>> sold_out) {
  json::array changes;
  for (const auto& [sku, out] : sold_out) changes.push_back({{"sku", sku}, {"sold_out", out}});
  return change_menu(session, sql::patch_availability, change, json::serialize(changes), availability_act);
}

domain::Result<ApiKey> read_api_key(Session& session, const std::string& key_id) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<ApiKey> {
    const auto rows = session.run(transaction, sql::read_api_key, key_id);
    if (rows.empty()) return Error{ErrorCode::not_found, "no such key"};
    ApiKey key;
    key.id = key_id;
    key.digest = crypto::from_hex(rows[0]["digest"].c_str()).value();
    key.merchant = domain::MerchantId{rows[0]["merchant_id"].as<std::uint32_t>()};
    key.kind = rows[0]["kind"].c_str();
    key.role = rows[0]["role"].c_str();
    const auto stores = json::parse(rows[0]["stores"].c_str());  // named: the loop would not keep it alive
    for (const auto& store : stores.as_array())
      key.stores.push_back(domain::StoreId{static_cast<std::uint32_t>(store.as_int64())});
    return key;
  });
}

namespace {

std::string array_text(const std::vector<domain::StoreId>& stores) {
  json::array numbers;
  for (const auto store : stores) numbers.push_back(number(store));
  return json::serialize(numbers);
}

// Told to every store that the key opened.
std::vector<Act> revocation_acts(const pqxx::row& row, const std::string& key_id) {
  const std::map<std::string, std::string> detail{
      {"kind", row["kind"].c_str()}, {"role", row["role"].c_str()}, {"label", row["label"].c_str()}};
  const auto stores = json::parse(row["stores"].c_str());  // named: the loop would not keep it alive
  std::vector<Act> acts;
  for (const auto& store : stores.as_array())
    acts.push_back(
        {domain::StoreId{static_cast<std::uint32_t>(store.as_int64())}, "key.revoked", key_id, detail});
  return acts;
}

}  // namespace

domain::Result<void> revoke_api_key(Session& session, const KeyRevocation& wanted) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    const auto rows = session.run(transaction, sql::revoke_api_key, wanted.key_id, number(wanted.merchant),
                                  array_text(wanted.stores));
    if (rows.empty()) return Error{ErrorCode::not_found, "no such key"};
    if (rows[0]["revoked_now"].as<bool>())
      record_acts(session, transaction, wanted.actor, revocation_acts(rows[0], wanted.key_id));
    return {};
  });
}

domain::Result<int> rotate_table_codes(Session& session, domain::StoreId store, const Actor& actor) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<int> {
    const auto rows = session.run(transaction, sql::rotate_table_codes, number(store));
    if (rows.empty()) return Error{ErrorCode::not_found, "no such store"};
    const auto generation = rows[0][0].as<int>();
    record_act(session, transaction, actor,
               {store, "table_codes.rotated", "generation " + std::to_string(generation), {}});
    return generation;
  });
}

domain::Result<std::vector<SealedAccount>> read_accounts(Session& session) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<SealedAccount> accounts;
    for (const auto& row : session.run(transaction, sql::read_accounts))
      accounts.push_back({row["account_id"].c_str(), row["gateway"].c_str(),
                          domain::MerchantId{row["merchant_id"].as<std::uint32_t>()},
                          crypto::from_hex(row["sealed"].c_str()).value(),
                          row["revision"].as<std::int64_t>()});
    return domain::Result<std::vector<SealedAccount>>(std::move(accounts));
  });
}

domain::Result<void> write_account(Session& session, const SealedAccount& account) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    session.run(transaction, sql::write_account, account.id, number(account.merchant), account.gateway,
                crypto::to_hex(account.sealed));
  });
}

}  // namespace lunchrush::postgres
