#include "services/gateways/wechatpay/requests.h"

#include <boost/json.hpp>

#include "services/gateways/beijing_time.h"
#include "services/gateways/percent.h"
#include "services/gateways/plain_text.h"

namespace lunchrush::gateways::wechatpay {

namespace json = boost::json;

namespace {

constexpr std::string_view currency = "CNY";

std::string by_number(std::string_view out_trade_no) {
  return "/v3/pay/transactions/out-trade-no/" + percent_encode(out_trade_no);
}

// Members a code payment does not have, and the ones only it has.
void add_by_method(json::object& body, const CreatePayment& request) {
  if (request.method == Method::wechat_code) {
    body["payer"] = json::object{{"auth_code", request.auth_code}};
    body["scene_info"] = json::object{{"store_info", json::object{{"out_id", request.store_reference}}}};
    return;
  }
  body["time_expire"] = to_rfc3339_beijing(request.expires_at);
  body["notify_url"] = request.notify_url;
  if (request.method == Method::wechat_jsapi) body["payer"] = json::object{{"openid", request.payer}};
}

}  // namespace

std::optional<std::string_view> path_of(Method method) {
  switch (method) {
    case Method::wechat_jsapi: return "/v3/pay/transactions/jsapi";
    case Method::wechat_native: return "/v3/pay/transactions/native";
    case Method::wechat_code: return "/v3/pay/transactions/codepay";
    case Method::alipay_precreate:
    case Method::alipay_code:
    case Method::alipay_create: return std::nullopt;
  }
  return std::nullopt;
}

Call create_call(const CreatePayment& request, const Identity& identity) {
  const TextRule rule{.characters_max = description_characters_max, .four_byte_characters = false};
  json::object body{
      {"appid", identity.appid},
      {"mchid", identity.mchid},
      {"description", plain_text(request.description, rule, request.out_trade_no)},
      {"out_trade_no", request.out_trade_no},
      {"amount", json::object{{"total", request.amount.fen()}, {"currency", currency}}},
  };
  add_by_method(body, request);
  return {"POST", std::string(path_of(request.method).value()), json::serialize(body)};
}

Call query_call(std::string_view out_trade_no, const Identity& identity) {
  return {"GET", by_number(out_trade_no) + "?mchid=" + percent_encode(identity.mchid), ""};
}

Call close_call(std::string_view out_trade_no, const Identity& identity) {
  return {"POST", by_number(out_trade_no) + "/close",
          json::serialize(json::object{{"mchid", identity.mchid}})};
}

Call reverse_call(std::string_view out_trade_no, const Identity& identity) {
  const json::object body{{"appid", identity.appid}, {"mchid", identity.mchid}};
  return {"POST", by_number(out_trade_no) + "/reverse", json::serialize(body)};
}

Call refund_call(const RefundRequest& request) {
  const TextRule rule{.characters_max = reason_characters_max, .four_byte_characters = false};
  json::object body{
      {"out_trade_no", request.out_trade_no},
      {"out_refund_no", request.out_refund_no},
      {"amount",
       json::object{
           {"refund", request.amount.fen()}, {"total", request.payment_total.fen()}, {"currency", currency}}},
  };
  if (const auto reason = plain_text(request.reason, rule, ""); !reason.empty()) body["reason"] = reason;
  if (!request.notify_url.empty()) body["notify_url"] = request.notify_url;
  return {"POST", "/v3/refund/domestic/refunds", json::serialize(body)};
}

Call query_refund_call(std::string_view out_refund_no) {
  return {"GET", "/v3/refund/domestic/refunds/" + percent_encode(out_refund_no), ""};
}

}  // namespace lunchrush::gateways::wechatpay
