// The biz_content of Alipay requests (2.3). Pure: the same input gives the same bytes.
#pragma once

#include <string>

#include "services/gateways/gateway.h"

namespace lunchrush::gateways::alipay {

inline constexpr std::size_t subject_characters_max = 256;

std::string create_content(const CreatePayment& request,
                           const std::string& app_id);        // precreate, pay, create: by method
std::string number_content(const std::string& out_trade_no);  // query, close, cancel
std::string refund_content(const RefundRequest& request);
std::string query_refund_content(const std::string& out_trade_no, const std::string& out_refund_no);

}  // namespace lunchrush::gateways::alipay
