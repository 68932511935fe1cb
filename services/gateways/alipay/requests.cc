#include "services/gateways/alipay/requests.h"

#include <boost/json.hpp>

#include "services/gateways/beijing_time.h"
#include "services/gateways/plain_text.h"

namespace lunchrush::gateways::alipay {

namespace json = boost::json;

namespace {

// Alipay refuses these in a subject; elsewhere they are harmless.
constexpr std::string_view subject_forbidden = "/=&";

void add_by_method(json::object& content, const CreatePayment& request, const std::string& app_id) {
  switch (request.method) {
    case Method::alipay_code:
      content["scene"] = "bar_code";
      content["auth_code"] = request.auth_code;
      return;
    case Method::alipay_create:
      content["product_code"] = "JSAPI_PAY";
      content["buyer_open_id"] = request.payer;
      content["op_app_id"] = app_id;
      return;
    case Method::alipay_precreate:
    case Method::wechat_jsapi:
    case Method::wechat_native:
    case Method::wechat_code: content["product_code"] = "FACE_TO_FACE_PAYMENT"; return;
  }
}

}  // namespace

std::string create_content(const CreatePayment& request, const std::string& app_id) {
  const TextRule rule{.characters_max = subject_characters_max, .forbidden = subject_forbidden};
  json::object content{
      {"out_trade_no", request.out_trade_no},
      {"total_amount", domain::to_yuan(request.amount)},
      {"subject", plain_text(request.description, rule, request.out_trade_no)},
      // An instant, not a span: a repeat of the request must not move the end.
      {"time_expire", to_beijing_text(request.expires_at)},
  };
  if (!request.store_reference.empty()) content["store_id"] = request.store_reference;
  add_by_method(content, request, app_id);
  return json::serialize(content);
}

std::string number_content(const std::string& out_trade_no) {
  return json::serialize(json::object{{"out_trade_no", out_trade_no}});
}

std::string refund_content(const RefundRequest& request) {
  const TextRule rule{.characters_max = subject_characters_max};
  json::object content{
      {"out_trade_no", request.out_trade_no},
      {"refund_amount", domain::to_yuan(request.amount)},
      {"out_request_no", request.out_refund_no},
  };
  if (const auto reason = plain_text(request.reason, rule, ""); !reason.empty())
    content["refund_reason"] = reason;
  return json::serialize(content);
}

std::string query_refund_content(const std::string& out_trade_no, const std::string& out_refund_no) {
  return json::serialize(json::object{{"out_trade_no", out_trade_no},
                                      {"out_request_no", out_refund_no},
                                      {"query_options", json::array{"gmt_refund_pay"}}});
}

}  // namespace lunchrush::gateways::alipay
