// Accounts exchanged while calls are in flight.
#include "services/gateways/registry.h"

#include <catch2/catch.hpp>

#include "tests/unit/gateways/keys.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::test;

TEST_CASE("accounts are exchanged under way: unchanged ones keep their gateway, broken ones their last",
          "[gateways]") {
  asio::io_context context;
  telemetry::Registry series;
  GatewayMetrics metrics(series);
  HttpClient client(context.get_executor(), metrics);
  Registry registry(client, metrics);
  auto wechat = wechat_account("http://127.0.0.1:1"), alipay = alipay_account("http://127.0.0.1:1");
  CHECK(registry.replace({wechat, alipay}).empty());
  const auto first = registry.find("acc_wechat"), second = registry.find("acc_alipay");
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->name() == "wechatpay");
  CHECK(registry.find("nobody") == nullptr);

  alipay.alipay.seller_id = "2088000000000000";
  wechat.wechatpay.merchant_private_key = Secret("no key");
  const auto faults = registry.replace({wechat, alipay});
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].account_id == "acc_wechat");
  CHECK(faults[0].error.fields.at(0).pointer == "/wechatpay/merchant_private_key");
  CHECK(registry.find("acc_wechat") == first);
  CHECK(registry.find("acc_alipay") != second);

  CHECK(registry.replace({alipay}).empty());
  CHECK(registry.find("acc_wechat") == nullptr);
  CHECK(first->account_id() == "acc_wechat");  // whoever is in a call keeps it whole
}
