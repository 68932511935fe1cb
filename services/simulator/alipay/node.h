// The answer of one method before it is signed, and the refusals the documents name
// (payment-gateways 2.2–2.6).
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace lunchrush::simulator::alipay {

struct Refusal {
  std::string_view code, msg, sub_code, sub_msg;
};

inline constexpr Refusal missing_method{"40001", "Missing Required Arguments", "isv.missing-method",
                                        "缺少方法名参数"};
inline constexpr Refusal missing_parameter{"40001", "Missing Required Arguments", "isv.missing-parameter",
                                           "缺少必选参数"};
inline constexpr Refusal missing_signature{"40001", "Missing Required Arguments", "isv.missing-signature",
                                           "缺少签名参数"};
inline constexpr Refusal invalid_method{"40002", "Invalid Arguments", "isv.invalid-method", "不存在的方法名"};
inline constexpr Refusal invalid_parameter{"40002", "Invalid Arguments", "isv.invalid-parameter", "参数无效"};
inline constexpr Refusal invalid_app_id{"40002", "Invalid Arguments", "isv.invalid-app-id",
                                        "无效的AppID参数"};
inline constexpr Refusal invalid_sign_type{"40002", "Invalid Arguments", "isv.invalid-signature-type",
                                           "无效的签名类型"};
inline constexpr Refusal invalid_signature{"40002", "Invalid Arguments", "isv.invalid-signature", "无效签名"};
inline constexpr Refusal invalid_timestamp{"40002", "Invalid Arguments", "isv.invalid-timestamp",
                                           "非法的时间戳参数"};
inline constexpr Refusal invalid_charset{"40002", "Invalid Arguments", "isv.invalid-charset", "字符集错误"};
inline constexpr Refusal call_limited{"40005", "Call Limited", "isv.app-call-limited", "应用调用次数超限"};

inline constexpr Refusal bad_business_parameter{"40004", "Business Failed", "ACQ.INVALID_PARAMETER",
                                                "参数无效"};
inline constexpr Refusal trade_not_exist{"40004", "Business Failed", "ACQ.TRADE_NOT_EXIST", "交易不存在"};
inline constexpr Refusal context_inconsistent{"40004", "Business Failed", "ACQ.CONTEXT_INCONSISTENT",
                                              "交易信息被篡改"};
inline constexpr Refusal trade_has_success{"40004", "Business Failed", "ACQ.TRADE_HAS_SUCCESS",
                                           "交易已被支付"};
inline constexpr Refusal trade_has_close{"40004", "Business Failed", "ACQ.TRADE_HAS_CLOSE", "交易已经关闭"};
inline constexpr Refusal trade_status_error{"40004", "Business Failed", "ACQ.TRADE_STATUS_ERROR",
                                            "交易状态不合法"};
inline constexpr Refusal auth_code_invalid{"40004", "Business Failed", "ACQ.PAYMENT_AUTH_CODE_INVALID",
                                           "支付失败，获取顾客账户信息失败"};
inline constexpr Refusal total_fee_exceed{"40004", "Business Failed", "ACQ.TOTAL_FEE_EXCEED",
                                          "订单总金额不在允许范围内"};
inline constexpr Refusal cancel_not_allowed{"40004", "Business Failed", "ACQ.CANCEL_NOT_ALLOWED",
                                            "该交易不允许撤销"};
inline constexpr Refusal cancel_time_out{"40004", "Business Failed", "ACQ.TRADE_CANCEL_TIME_OUT",
                                         "超过撤销时间"};
inline constexpr Refusal trade_has_finished{"40004", "Business Failed", "ACQ.TRADE_HAS_FINISHED",
                                            "交易已完结"};
inline constexpr Refusal refund_exceeds{"40004", "Business Failed", "ACQ.REASON_TRADE_REFUND_FEE_ERR",
                                        "退款金额无效"};
inline constexpr Refusal discordant_repeat{"40004", "Business Failed", "ACQ.DISCORDANT_REPEAT_REQUEST",
                                           "请求信息不一致"};
inline constexpr Refusal funds_short{"40004", "Business Failed", "ACQ.SELLER_BALANCE_NOT_ENOUGH",
                                     "卖家余额不足"};
inline constexpr Refusal bill_not_exist{"40004", "Business Failed", "isp.bill_not_exist", "账单不存在"};

struct Node {
  std::string name = "error_response";  // of the member that holds it
  boost::json::object members;
};

boost::json::object refuse(const Refusal& refusal);
boost::json::object refuse(const Refusal& refusal, std::string_view what);  // which parameter
boost::json::object succeed(boost::json::object members);                   // code 10000 in front
boost::json::object await_user(boost::json::object members);                // code 10003 in front

}  // namespace lunchrush::simulator::alipay
