// GET /v3/certificates (payment-gateways 1.13).
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/beijing.h"
#include "services/simulator/wechatpay/call.h"
#include "services/simulator/wechatpay/seal.h"

namespace lunchrush::simulator::wechatpay {
namespace {

namespace json = boost::json;

constexpr std::chrono::days certificate_life{5 * 365};

json::object describe(const WechatAccount& account, const SigningKey& key, domain::Instant now) {
  return {{"serial_no", key.serial},
          {"effective_time", to_rfc3339(now - std::chrono::days{1})},
          {"expire_time", to_rfc3339(now + certificate_life)},
          {"encrypt_certificate", seal(account.apiv3_key, "certificate", key.certificate)}};
}

}  // namespace

Outcome list_certificates(Call& call) {
  if (call.account.platform_keys.empty()) return refuse(no_such_resource);
  json::array data;
  for (std::size_t i = 0; i <= call.account.active; ++i) {
    data.push_back(describe(call.account, call.account.platform_keys[i], call.desk.clock.now()));
  }
  return answer({{"data", std::move(data)}});
}

}  // namespace lunchrush::simulator::wechatpay
