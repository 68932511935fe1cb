// WeChat Pay's error table (1.14): HTTP status, code and words, to what may be believed.
#pragma once

#include <string>
#include <string_view>

#include "services/gateways/gateway.h"

namespace lunchrush::gateways::wechatpay {

enum class Operation { create, code_payment, query, close, reverse, refund, query_refund, certificates };
std::string_view name_of(Operation operation);

struct ErrorAnswer {
  unsigned status = 0;
  std::string_view code;  // both spellings of the documentation are one: underscores are ignored
  std::string_view message;
  std::string_view request_id;  // "<hex>-<number>": the number tells some refusals apart
};

CallClass classify(Operation operation, const ErrorAnswer& answer);

}  // namespace lunchrush::gateways::wechatpay
