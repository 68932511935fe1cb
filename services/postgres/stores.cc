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

std::optional<std::string> text_of_version(const std::optional<std::int64_t>& version) {
  if (!version) return std::nullopt;
  return std::to_string(*version);
}

domain::Result<std::int64_t> change_menu(Session& session, const Statement& statement,
                                         const MenuChange& change, const std::string& document) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<std::int64_t> {
    const auto expected = text_of_version(change.expected_version);
    const auto rows = session.run(transaction, statement, number(change.store), document, change.by,
                                  expected ? expected->c_str() : nullptr);
    if (rows.empty() && change.expected_version)
      return Error{ErrorCode::precondition_failed, "the menu has another version now"};
    if (rows.empty()) return Error{ErrorCode::not_found, "this store has no menu yet"};
    session.run(transaction, sql::record_menu_change, number(change.store));
    return rows[0][0].as<std::int64_t>();
  });
}

}  // namespace

domain::Result<std::int64_t> put_menu(Session& session, const MenuChange& change,
                                      const std::string& document) {
  return change_menu(session, sql::put_menu, change, document);
}

domain::Result<std::int64_t> patch_availability(Session& session, const MenuChange& change,
                                                std::span<const std::pair<std::string, bool>> sold_out) {
  json::array changes;
  for (const auto& [sku, out] : sold_out) changes.push_back({{"sku", sku}, {"sold_out", out}});
  return change_menu(session, sql::patch_availability, change, json::serialize(changes));
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
