#include "services/postgres/stores.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "services/postgres/work.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;
using domain::ErrorCode;

namespace {

constexpr auto document =
    R"({"dishes":[{"sku":"rice"},{"sku":"tea","sold_out":true},{"sku":"egg","sold_out":false}]})";
using SoldOut = std::vector<std::pair<std::string, bool>>;

domain::Result<std::int64_t> patch(Session& session, const SoldOut& changes,
                                   std::optional<std::int64_t> expected = {}) {
  return patch_availability(session, {store, "staff:1", expected}, changes);
}

}  // namespace

TEST_CASE("a store is read with its hours, its zone and its accounts", "[postgres]") {
  start_over();
  run("UPDATE stores SET opens_at = '10:30', closes_at = '24:00', business_day_cutoff = '05:00', "
      "wechat_account = 'wx', "
      "payment_expiry_seconds = 600, taking_orders = false, name_en = 'One' WHERE store_id = 1001");
  Session session(options());
  const auto found = read_store(session, store);
  REQUIRE(found.has_value());
  CHECK(found->merchant == merchant);
  CHECK(found->name_zh == "一店");
  CHECK(found->name_en == "One");
  CHECK(found->zone == "Asia/Shanghai");
  CHECK(found->opens_at == 10h + 30min);
  CHECK(found->closes_at == 24h);
  CHECK(found->business_day_cutoff == 5h);
  CHECK_FALSE(found->taking_orders);
  CHECK(found->payment_expiry == 600s);
  CHECK(found->wechat_account == "wx");
  CHECK(found->alipay_account.empty());
  CHECK(read_store(session, domain::StoreId{7}).error().code == ErrorCode::not_found);
}

TEST_CASE(
    "a new menu replaces the old one, says itself what is sold out, and leaves its history and an event",
    "[postgres]") {
  start_over();
  Session session(options());
  CHECK(put_menu(session, {store, "staff:1", {}}, document).value() == 2);
  const auto menu = read_menu(session, store).value();
  CHECK(menu.version == 2);
  CHECK(menu.sold_out == std::vector<std::string>{"tea"});
  CHECK(menu.updated_at > now() - 1min);
  CHECK(count_of("SELECT count(*) FROM menu_versions WHERE version = 2 AND updated_by = 'staff:1'") == 1);
  CHECK(count_of("SELECT count(*) FROM outbox_events WHERE kind = 'menu.changed' AND version = 2 AND "
                 "data::jsonb->'sold_out' = '[\"tea\"]'") == 1);
  CHECK(read_menu(session, other_store)->version == 1);
}

TEST_CASE("a store without a menu gets its first one, but not in place of another", "[postgres]") {
  start_over();
  run("DELETE FROM menus");
  Session session(options());
  CHECK(read_menu(session, store).error().code == ErrorCode::not_found);
  CHECK(patch(session, {{"rice", true}}).error().code == ErrorCode::not_found);
  CHECK(put_menu(session, {store, "staff:1", 1}, document).error().code == ErrorCode::precondition_failed);
  CHECK(put_menu(session, {store, "staff:1", {}}, document).value() == 1);
}

TEST_CASE("two who change one version of a menu at once: one does, the other is told", "[postgres]") {
  start_over();
  std::vector<std::optional<domain::Result<std::int64_t>>> outcomes(4);
  at_once(outcomes.size(), [&](std::size_t mine) {
    Session session(options());
    if (mine % 2 == 0)
      outcomes[mine] = put_menu(session, {store, "staff:1", 1}, document);
    else
      outcomes[mine] = patch(session, {{"rice", true}}, 1);
  });
  int changed = 0;
  for (const auto& outcome : outcomes) {
    changed += outcome->has_value() ? 1 : 0;
    if (!*outcome) CHECK(outcome->error().code == ErrorCode::precondition_failed);
  }
  CHECK(changed == 1);
  Session session(options());
  CHECK(read_menu(session, store)->version == 2);
}

TEST_CASE("sold-out goes on and off by sku, and a sku the menu does not have never gets into the list",
          "[postgres]") {
  start_over();
  Session session(options());
  CHECK(patch(session, {{"rice", true}, {"tea", true}, {"pizza", true}}).value() == 2);
  CHECK(read_menu(session, store)->sold_out == std::vector<std::string>{"rice", "tea"});
  CHECK(patch(session, {{"rice", false}, {"gongbao", true}}, 2).value() == 3);
  CHECK(read_menu(session, store)->sold_out == std::vector<std::string>{"gongbao", "tea"});
  CHECK(patch(session, {{"tea", false}}, 2).error().code == ErrorCode::precondition_failed);
}

TEST_CASE("the versions of many stores' menus are read at once", "[postgres]") {
  start_over();
  Session session(options());
  REQUIRE(put_menu(session, {store, "staff:1", {}}, document).has_value());
  auto versions = read_menu_versions(session, std::vector{store, other_store, domain::StoreId{7}}).value();
  std::ranges::sort(versions);
  CHECK(versions == std::vector<std::pair<domain::StoreId, std::int64_t>>{{store, 2}, {other_store, 1}});
}

TEST_CASE("an API key is found by its id until it is revoked", "[postgres]") {
  start_over();
  run("INSERT INTO api_keys (key_id, digest, merchant_id, kind, role, stores) VALUES ('kitchen01', "
      "sha256('secret'), 1, 'device', 'kitchen', '{1001}')");
  Session session(options());
  const auto key = read_api_key(session, "kitchen01");
  REQUIRE(key.has_value());
  CHECK(key->digest == digest_of("secret"));
  CHECK(key->kind == "device");
  CHECK(key->role == "kitchen");
  CHECK(key->stores == std::vector{store});
  CHECK(read_api_key(session, "kitchen02").error().code == ErrorCode::not_found);
  CHECK(read_api_key(session, "' OR true --").error().code == ErrorCode::not_found);
  run("UPDATE api_keys SET revoked_at = now()");
  CHECK(read_api_key(session, "kitchen01").error().code == ErrorCode::not_found);
}

TEST_CASE("an account is written sealed, whatever its bytes, and its revision grows", "[postgres]") {
  start_over();
  Session session(options());
  const SealedAccount account{"wx-1", "wechatpay", merchant, std::string("\0\1\xff", 3), 0};
  REQUIRE(write_account(session, account).has_value());
  REQUIRE(write_account(session, account).has_value());
  const auto accounts = read_accounts(session).value();
  REQUIRE(accounts.size() == 1);
  CHECK(accounts[0].sealed == account.sealed);
  CHECK(accounts[0].revision == 2);
}
