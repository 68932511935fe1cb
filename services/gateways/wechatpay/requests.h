// The bodies and paths of WeChat Pay requests (1.6–1.11). Pure: the same input gives the same bytes, because
// a repeat under the same number must equal the first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/gateways/gateway.h"
#include "services/gateways/wechatpay/objects.h"

namespace lunchrush::gateways::wechatpay {

inline constexpr std::size_t description_characters_max = 127;
inline constexpr std::size_t reason_characters_max = 80;

struct Call {
  std::string method;
  std::string target;
  std::string body;
};

std::optional<std::string_view> path_of(Method method);  // nullopt for another gateway's methods
Call create_call(const CreatePayment& request,
                 const Identity& identity);  // jsapi, native or codepay, by method
Call query_call(std::string_view out_trade_no, const Identity& identity);
Call close_call(std::string_view out_trade_no, const Identity& identity);
Call reverse_call(std::string_view out_trade_no, const Identity& identity);
Call refund_call(const RefundRequest& request);
Call query_refund_call(std::string_view out_refund_no);

}  // namespace lunchrush::gateways::wechatpay
