// Alipay's codes and sub_codes (2.2, 2.3, 2.6), to what may be believed.
#pragma once

#include <string_view>

#include "services/gateways/gateway.h"

namespace lunchrush::gateways::alipay {

enum class Operation { precreate, create, pay, query, close, cancel, refund, query_refund };
std::string_view name_of(Operation operation);
std::string_view method_of(Operation operation);  // "alipay.trade.…"

struct ErrorAnswer {
  std::string_view code;
  std::string_view sub_code;
};

// For every code but 10000 and 10003.
CallClass classify(Operation operation, const ErrorAnswer& answer);

}  // namespace lunchrush::gateways::alipay
