// Creating orders, and the rules of re-entry (payment-gateways 1.6, 1.8).
#include <boost/json/value.hpp>

#include "services/simulator/beijing.h"
#include "services/simulator/fingerprint.h"
#include "services/simulator/wechatpay/call.h"
#include "services/simulator/wechatpay/fields.h"
#include "services/simulator/wechatpay/trade_view.h"

namespace lunchrush::simulator::wechatpay {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours order_life{7 * 24};
constexpr std::chrono::hours code_life{2};
constexpr std::chrono::minutes h5_life{5};
constexpr std::chrono::seconds expiry_ahead_min{55};  // "about a minute"

const json::object& inner(const json::object& object, std::string_view name) {
  static const json::object nothing;
  const auto* value = object.if_contains(name);
  return value && value->is_object() ? value->get_object() : nothing;
}

std::optional<Outcome> check_amount(const json::object& body) {
  const auto& amount = inner(body, "amount");
  if (amount.at("total").as_int64() < 1) return refuse(bad_parameter, "/amount/total", "must be 1 or more");
  const auto* currency = amount.if_contains("currency");
  if (currency && currency->as_string() != "CNY")
    return refuse(bad_parameter, "/amount/currency", "must be CNY");
  return std::nullopt;
}

std::optional<Outcome> check_order(Call& call) {
  const auto& body = call.body;
  if (const auto fault = check(body, order_fields(call.product)))
    return refuse(fault->refusal, fault->pointer, fault->issue);
  if (text_of(body, "mchid") != call.account.mchid) return refuse(other_merchant);
  if (!call.account.has_app(text_of(body, "appid"))) return refuse(appid_mismatch);
  if (!is_out_trade_no(text_of(body, "out_trade_no")))
    return refuse(bad_parameter, "/out_trade_no", "malformed");
  if (auto outcome = check_amount(body)) return outcome;
  if (call.product == "codepay") {
    if (is_auth_code(text_of(inner(body, "payer"), "auth_code"))) return std::nullopt;
    return refuse(bad_parameter, "/payer/auth_code", "malformed");
  }
  if (!is_notify_url(text_of(body, "notify_url"))) return refuse(bad_parameter, "/notify_url", "malformed");
  const auto expires = text_of(body, "time_expire");
  if (!expires.empty() && !from_rfc3339(expires))
    return refuse(bad_parameter, "/time_expire", "not RFC 3339");
  if (call.product == "jsapi" && text_of(inner(body, "payer"), "openid").empty())
    return refuse(openid_missing);
  return std::nullopt;
}

std::string new_code(const Call& call) {
  return call.product == "native" ? wechat_code() : wechat_prepay_id(call.desk.clock.now());
}

Trade draft(Call& call) {
  auto& words = call.desk.ledger.words();
  const auto now = call.desk.clock.now();
  const auto expires = from_rfc3339(text_of(call.body, "time_expire"));
  Trade trade;
  trade.gateway = GatewayKind::wechatpay;
  trade.account = words.keep(call.account.id);
  trade.product = words.keep(call.product);
  trade.app_id = words.keep(text_of(call.body, "appid"));
  trade.notify_url = words.keep(text_of(call.body, "notify_url"));
  trade.attach = words.keep(text_of(call.body, "attach"));
  trade.out_trade_no = text_of(call.body, "out_trade_no");
  trade.description = text_of(call.body, "description");
  trade.payer = text_of(inner(call.body, "payer"), "openid");
  trade.code = new_code(call);
  trade.fingerprint = fingerprint_of(call.product, call.body);
  trade.amount_fen = inner(call.body, "amount").at("total").as_int64();
  trade.created_at = now;
  trade.expires_at = expires.value_or(now + order_life);
  trade.code_expires_at =
      now + (call.product == "h5" ? std::chrono::minutes{h5_life} : std::chrono::minutes{code_life});
  return trade;
}

Outcome handle(const Trade& trade) {
  if (trade.product == "native") return answer({{"code_url", "weixin://wxpay/bizpayurl?pr=" + trade.code}});
  if (trade.product != "h5") return answer({{"prepay_id", trade.code}});
  return answer({{"h5_url", "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=" + trade.code}});
}

Outcome renewed(Call& call, Trade& trade) {
  trade.code_expires_at =
      call.desk.clock.now() + (trade.product == "h5" ? std::chrono::minutes{h5_life} : code_life);
  call.desk.ledger.renew_code(trade, new_code(call));
  return handle(trade);
}

}  // namespace

Outcome create_order(Call& call) {
  if (auto refusal = check_order(call)) return *refusal;
  Trade wanted = draft(call);
  const auto now = call.desk.clock.now();
  Trade* known = call.desk.ledger.find(call.account.id, wanted.out_trade_no);
  switch (judge_create(known, wanted.fingerprint, now)) {
    case CreateVerdict::again: return renewed(call, *known);
    case CreateVerdict::differs: return refuse(reentry_differs);
    case CreateVerdict::paid: return refuse(already_paid);
    case CreateVerdict::closed: return refuse(order_closed);
    case CreateVerdict::fresh: break;
  }
  if (wanted.expires_at < now + expiry_ahead_min) return refuse(expires_too_soon, "/time_expire", "too soon");
  return handle(call.desk.bank.open(std::move(wanted)));
}

Outcome pay_by_code(Call& call) {
  if (auto refusal = check_order(call)) return *refusal;
  Trade wanted = draft(call);
  auto& desk = call.desk;
  const auto now = desk.clock.now();
  Trade* known = desk.ledger.find(call.account.id, wanted.out_trade_no);
  switch (judge_create(known, wanted.fingerprint, now)) {
    case CreateVerdict::again: return answer(transaction(call.account, *known, now));
    case CreateVerdict::differs: return refuse(reentry_differs);
    case CreateVerdict::paid: return refuse(already_paid);
    case CreateVerdict::closed: return refuse(order_closed);
    case CreateVerdict::fresh: break;
  }
  const auto auth_code = text_of(inner(call.body, "payer"), "auth_code");
  if (!desk.used_codes.use(auth_code, wanted.out_trade_no, now))
    return refuse(auth_code_used, "/payer/auth_code", "used");
  const auto& waiting = call.disturbance.userpaying;
  if (waiting) {
    wanted.state = TradeState::paying;
    wanted.queries_left = waiting->queries;
    wanted.succeeds = waiting->succeeds;
  }
  Trade& trade = desk.bank.open(std::move(wanted));
  if (!waiting) desk.bank.pay(trade, {});
  return answer(transaction(call.account, trade, desk.clock.now()));
}

}  // namespace lunchrush::simulator::wechatpay
