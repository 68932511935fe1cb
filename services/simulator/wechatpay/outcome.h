// How one call of WeChat Pay's API ended, before it is signed. Refusals are the documented ones
// (payment-gateways 1.14); the number is the gateway's internal one, the end of Request-ID.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace lunchrush::simulator::wechatpay {

struct Outcome {
  unsigned status = 200;
  std::string body;
  unsigned number = 0;
  std::string content_type = "application/json; charset=utf-8";
  bool signed_answer = true;  // bill files are not
};

struct Refusal {
  unsigned status;
  std::string_view code, message;
  unsigned number;
};

inline constexpr Refusal refused_signature{401, "SIGN_ERROR", "签名错误", 268443699};
inline constexpr Refusal bad_parameter{400, "PARAM_ERROR", "参数错误", 268435461};
inline constexpr Refusal unknown_parameter{400, "PARAM_ERROR", "请求中含有未在API文档中定义的参数",
                                           270924358};
inline constexpr Refusal openid_missing{400, "PARAM_ERROR", "无效的openid", 268501013};
inline constexpr Refusal other_merchant{403, "NO_AUTH", "请求的商户号与签名的商户号不一致", 268445528};
inline constexpr Refusal appid_mismatch{400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", 268445527};
inline constexpr Refusal reentry_differs{400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致",
                                         268498688};
inline constexpr Refusal already_paid{400, "ORDERPAID", "该订单已支付", 268449538};
inline constexpr Refusal order_closed{400, "ORDER_CLOSED", "该订单已失效", 268447914};
inline constexpr Refusal expires_too_soon{400, "INVALID_REQUEST", "订单失效时间距当前时间过短", 268435464};
inline constexpr Refusal no_such_order{404, "ORDER_NOT_EXIST", "订单不存在", 268512771};
inline constexpr Refusal reverse_instead{400, "INVALID_REQUEST", "付款码支付订单请使用撤销接口", 268449641};
inline constexpr Refusal not_a_code_payment{400, "INVALID_REQUEST", "仅付款码支付订单可以撤销", 268449642};
inline constexpr Refusal auth_code_used{400, "INVALID_REQUEST", "付款码无效或已被使用，请刷新后重试",
                                        268502006};
inline constexpr Refusal no_such_resource{404, "RESOURCE_NOT_EXISTS", "查询的资源不存在", 268435463};
inline constexpr Refusal order_not_paid{400, "INVALID_REQUEST", "订单未支付，不能退款", 268451334};
inline constexpr Refusal refund_exceeds{400, "INVALID_REQUEST", "申请退款金额大于可退金额", 268451335};
inline constexpr Refusal refund_total_differs{400, "INVALID_REQUEST",
                                              "订单金额或退款金额与之前请求不一致，请核实后再试", 268451336};
inline constexpr Refusal refunds_too_many{400, "INVALID_REQUEST", "同一笔支付单的退款次数超过50次",
                                          268451337};
inline constexpr Refusal too_frequent{429, "FREQUENCY_LIMITED", "频率过高，请稍后重试", 268447840};
inline constexpr Refusal funds_short{403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起", 268445530};
inline constexpr Refusal statement_missing{400, "NO_STATEMENT_EXIST", "账单文件不存在", 268496706};

Outcome refuse(const Refusal& refusal, std::string_view field = {}, std::string_view issue = {});
Outcome answer(const boost::json::object& body);

}  // namespace lunchrush::simulator::wechatpay
