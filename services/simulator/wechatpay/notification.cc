#include "services/simulator/wechatpay/notification.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "services/crypto/digest.h"
#include "services/simulator/beijing.h"
#include "services/simulator/numbers.h"
#include "services/simulator/wechatpay/seal.h"
#include "services/simulator/wechatpay/signature.h"
#include "services/simulator/wechatpay/trade_view.h"

namespace lunchrush::simulator::wechatpay {
namespace {

namespace json = boost::json;

constexpr std::string_view other_mchid = "1999999999";
constexpr std::string_view other_app_id = "wx0000000000000000";
constexpr std::string_view other_apiv3_key = "00000000000000000000000000000000";

const Refund* refund_of(const Trade& trade, const Event& event) {
  const auto found = std::find_if(trade.refunds.begin(), trade.refunds.end(), [&](const Refund& refund) {
    return refund.out_refund_no == event.out_refund_no;
  });
  return found == trade.refunds.end() ? nullptr : &*found;
}

std::string_view refund_event_type(RefundState state) {
  if (state == RefundState::closed) return "REFUND.CLOSED";
  return state == RefundState::abnormal ? "REFUND.ABNORMAL" : "REFUND.SUCCESS";
}

std::string_view refund_summary(RefundState state) {
  if (state == RefundState::closed) return "退款关闭";
  return state == RefundState::abnormal ? "退款异常" : "退款成功";
}

void vary(json::object& plain, const Variation& variation) {
  if (variation.wrong_account) plain["mchid"] = other_mchid;
  if (variation.unknown_order) plain["out_trade_no"] = "nobody_" + random_letters(20);
  if (variation.wrong_app && plain.contains("appid")) plain["appid"] = other_app_id;
  if (!variation.amount_fen) return;
  auto& amount = plain["amount"].as_object();
  amount["total"] = *variation.amount_fen;
  amount["payer_total"] = *variation.amount_fen;
}

}  // namespace

Letter compose(const WechatAccount& account, const Trade& trade, const Event& event,
               const Variation& variation, domain::Instant now) {
  const Refund* refunded = event.kind == EventKind::refund ? refund_of(trade, event) : nullptr;
  json::object plain = refunded ? refund_notice(account, trade, *refunded) : transaction(account, trade, now);
  // What is told is the payment, whatever happened to the order since.
  if (!refunded) plain["trade_state"] = "SUCCESS", plain["trade_state_desc"] = "支付成功";
  vary(plain, variation);
  const bool wrong_seal = variation.spoiling.tamper == Tamper::wrong_seal;
  const std::string_view type = refunded ? "refund" : "transaction";
  json::object resource =
      seal(wrong_seal ? other_apiv3_key : std::string_view(account.apiv3_key), type, json::serialize(plain));
  resource["original_type"] = type;
  const json::object envelope{
      {"id", event.id},
      {"create_time", to_rfc3339(event.created_at)},
      {"resource_type", "encrypt-resource"},
      {"event_type", refunded ? refund_event_type(refunded->state) : "TRANSACTION.SUCCESS"},
      {"summary", refunded ? refund_summary(refunded->state) : "支付成功"},
      {"resource", std::move(resource)}};
  const double chance = static_cast<double>(crypto::random_u64() >> 11) * 0x1.0p-53;
  auto [headers, body] =
      sign(account, account.key_for_notification(chance), json::serialize(envelope), variation.spoiling, now);
  return {"application/json", std::move(headers), std::move(body)};
}

}  // namespace lunchrush::simulator::wechatpay
