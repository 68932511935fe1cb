#include "services/migrate/seed.h"

#include "proto/lunchrush/v1/menu.pb.h"
#include "services/crypto/digest.h"
#include "services/migrate/embedded.h"
#include "services/migrate/statements.h"
#include "services/postgres/stores.h"
#include "services/web/codec.h"

namespace lunchrush::migrate {
namespace {

constexpr char seeded_by[] = "migrate --seed";
constexpr char demo_wechat_account[] = "wechat-demo";
constexpr char demo_alipay_account[] = "alipay-demo";

std::string secret_of(const std::string& token_secret, const std::string& key_id) {
  return crypto::to_hex(crypto::hmac_sha256(token_secret, "lunchrush demo api key " + key_id));
}

std::string array_text(const std::vector<domain::StoreId>& stores) {
  std::string text = "{";
  for (const auto store : stores) text += (text.size() == 1 ? "" : ",") + std::to_string(number(store));
  return text + "}";
}

domain::Result<void> seed_rows(postgres::Session& session, const std::string& token_secret) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    const auto merchant = number(demo_merchant);
    const auto add_store = [&](domain::StoreId store, const char* name_zh, const char* name_en) {
      session.run(transaction, sql::seed_store, number(store), merchant, name_zh, name_en,
                  demo_wechat_account, demo_alipay_account);
    };
    session.run(transaction, sql::seed_merchant, merchant, "川小馆", "Little Sichuan");
    add_store(demo_store, "川小馆（人民广场店）", "Little Sichuan, People's Square");
    add_store(demo_second_store, "川小馆（静安寺店）", "Little Sichuan, Jing'an Temple");
    for (const auto& key : demo_keys())
      session.run(transaction, sql::seed_api_key, key.id,
                  crypto::to_hex(crypto::sha256(secret_of(token_secret, key.id))), merchant, key.kind,
                  key.role, array_text(key.stores));
  });
}

// A menu that is there stays: somebody may have changed it.
domain::Result<void> seed_menu(postgres::Session& session, domain::StoreId store) {
  const auto menu = postgres::read_menu(session, store);
  if (menu) return {};
  if (menu.error().code != domain::ErrorCode::not_found) return menu.error();
  lunchrush::v1::PutMenuRequest request;
  if (auto read = web::from_json(demo_menu(), request); !read) return read.error();
  auto written = postgres::put_menu(session, {.store = store, .by = seeded_by, .expected_version = {}},
                                    web::to_json(request));
  if (!written) return written.error();
  return {};
}

}  // namespace

const std::vector<DemoKey>& demo_keys() {
  static const std::vector<DemoKey> keys{
      {"demoowner", "staff", "owner", {}, "LUNCHRUSH_STAFF_KEY"},
      {"demokitchen1001", "device", "kitchen", {demo_store}, "LUNCHRUSH_KITCHEN_KEY"},
      {"demopos1001", "device", "pos", {demo_store}, "LUNCHRUSH_POS_KEY"},
      {"demokiosk1001", "device", "kiosk", {demo_store}, "LUNCHRUSH_KIOSK_KEY"},
      {"demokitchen1002", "device", "kitchen", {demo_second_store}, ""},
  };
  return keys;
}

std::string api_key(const std::string& token_secret, const std::string& key_id) {
  return "lr_" + key_id + "_" + secret_of(token_secret, key_id);
}

domain::Result<void> seed(postgres::Session& session, const std::string& token_secret) {
  if (auto rows = seed_rows(session, token_secret); !rows) return rows.error();
  for (const auto store : {demo_store, demo_second_store})
    if (auto menu = seed_menu(session, store); !menu) return menu.error();
  return {};
}

std::vector<std::pair<std::string, std::string>> demo_environment(const std::string& token_secret,
                                                                  const passes::Signer& signer,
                                                                  int table_code_generation) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& key : demo_keys())
    if (!key.printed_as.empty()) lines.emplace_back(key.printed_as, api_key(token_secret, key.id));
  lines.emplace_back("LUNCHRUSH_STORE_ID", std::to_string(number(demo_store)));
  lines.emplace_back("LUNCHRUSH_TABLE_CODE",
                     signer.make_table_code({demo_store, demo_table}, table_code_generation).value());
  return lines;
}

}  // namespace lunchrush::migrate
