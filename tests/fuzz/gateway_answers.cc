// What gateways answer. The bytes of an Alipay node are found where a JSON parser finds the member; money is
// never negative; a state or a code that nobody knows stays unknown, above all of a refund.
#include <boost/json.hpp>

#include "services/gateways/alipay/answer.h"
#include "services/gateways/alipay/errors.h"
#include "services/gateways/alipay/trade.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/wechatpay/errors.h"
#include "services/gateways/wechatpay/objects.h"
#include "tests/fuzz/evidence_rules.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using fuzz::require;

namespace {

constexpr std::string_view node = "alipay_trade_query_response";

const crypto::PublicKey& somebodys_key() {
  static const auto key = crypto::PublicKey::from_text(crypto::PrivateKey::generate().public_pem()).value();
  return key;
}

// Duplicates: the parser keeps the last one, the walker finds nothing.
void found_where_a_parser_finds_it(std::string_view body) {
  const auto object = parse_object(body);
  const auto bytes = alipay::outer_member(body, node);
  if (!object || !bytes) return;
  const auto* const value = object->if_contains(node);
  if (value == nullptr) return require(false, "a member that the parser does not have");
  boost::json::error_code error;
  const auto alone = boost::json::parse(*bytes, error);
  require(!error && alone == *value, "the bytes are not the member's");
}

template <class Known>
bool is_one_of(std::string_view word, Known known) {
  for (const std::string_view one : known)
    if (word == one) return true;
  return false;
}

void wechat_says(const boost::json::object& object, std::string_view raw) {
  const wechatpay::Identity identity{.mchid = "1900007291", .appid = "wxd678efh567hg6787"};
  if (const auto payment = wechatpay::payment_evidence(object, identity, raw)) {
    fuzz::believable(*payment);
    if (!is_one_of(text_at(object, "trade_state"),
                   std::initializer_list<std::string_view>{"SUCCESS", "REFUND", "NOTPAY", "USERPAYING",
                                                           "CLOSED", "REVOKED", "PAYERROR"}))
      require(payment->finding == domain::PaymentFinding::unknown, "an unknown state was given a meaning");
  }
  if (const auto refund = wechatpay::refund_evidence(object, raw)) fuzz::believable(*refund);

  const wechatpay::ErrorAnswer answer{.status = 400,
                                      .code = text_at(object, "code"),
                                      .message = text_at(object, "message"),
                                      .request_id = text_at(object, "request_id")};
  for (const auto operation :
       {wechatpay::Operation::create, wechatpay::Operation::refund, wechatpay::Operation::query})
    require(wechatpay::classify(operation, answer) != CallClass::done, "a refusal that is done");
  if (answer.code.starts_with("UNHEARD_OF"))
    require(wechatpay::classify(wechatpay::Operation::refund, answer) == CallClass::unknown,
            "an unknown refusal of a refund was given a meaning");
}

void alipay_says(const boost::json::object& object, std::string_view raw) {
  const alipay::Identity identity{.seller_id = "2088531891668739", .app_id = "2019073166072302"};
  if (const auto payment = alipay::payment_evidence(object, identity, raw)) {
    fuzz::believable(*payment);
    if (!is_one_of(text_at(object, "trade_status"),
                   std::initializer_list<std::string_view>{"TRADE_SUCCESS", "TRADE_FINISHED",
                                                           "WAIT_BUYER_PAY", "TRADE_CLOSED"}))
      require(payment->finding == domain::PaymentFinding::unknown, "an unknown state was given a meaning");
  }
  const alipay::ErrorAnswer answer{.code = text_at(object, "code"), .sub_code = text_at(object, "sub_code")};
  for (const auto operation : {alipay::Operation::pay, alipay::Operation::refund, alipay::Operation::cancel})
    require(alipay::classify(operation, answer) != CallClass::done, "a refusal that is done");
  if (answer.code == "40004" && answer.sub_code.starts_with("ACQ.UNHEARD_OF"))
    require(alipay::classify(alipay::Operation::refund, answer) == CallClass::unknown,
            "an unknown refusal of a refund was given a meaning");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  found_where_a_parser_finds_it(body);
  const auto read = alipay::read_answer(body, "alipay.trade.query", somebodys_key());
  require(read.trust != alipay::Trust::verified, "a forged signature");
  if (read.trust == alipay::Trust::unsigned_refusal)
    require(text_at(read.object, "sub_code").starts_with("isv."), "an unsigned statement is believed");
  if (const auto object = parse_object(body)) {
    wechat_says(*object, body);
    alipay_says(*object, body);
    alipay_says(object_at(*object, node), body);
  }
  return 0;
}
