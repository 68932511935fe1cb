#include "services/gateways/alipay/errors.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>

namespace lunchrush::gateways::alipay {

namespace {

using C = CallClass;

struct Row {
  std::string_view sub_code;  // without the "ACQ." in front
  CallClass call_class;
};

constexpr auto general = std::to_array<Row>({
    {"SYSTEM_ERROR", C::unknown},
    {"REFUND_CHARGE_ERROR", C::unknown},
    {"TRADE_NOT_EXIST", C::not_found},
    {"TRADE_HAS_SUCCESS", C::already_done},
    {"TRADE_HAS_CLOSE", C::already_done},
    {"CONTEXT_INCONSISTENT", C::already_done},
    {"SELLER_BALANCE_NOT_ENOUGH", C::funds_short},
    {"INVALID_PARAMETER", C::refused},
    {"ACCESS_FORBIDDEN", C::refused},
    {"EXIST_FORBIDDEN_WORD", C::refused},
    {"PARTNER_ERROR", C::refused},
    {"TOTAL_FEE_EXCEED", C::refused},
    {"SELLER_BEEN_BLOCKED", C::refused},
});

constexpr auto payment = std::to_array<Row>({
    {"PAYMENT_AUTH_CODE_INVALID", C::user_action},
    {"SOUNDWAVE_PARSER_FAIL", C::user_action},
    {"BUYER_BALANCE_NOT_ENOUGH", C::user_action},
    {"BUYER_BANKCARD_BALANCE_NOT_ENOUGH", C::user_action},
    {"ERROR_BALANCE_PAYMENT_DISABLE", C::user_action},
    {"PAYMENT_FAIL", C::user_action},
    {"PULL_MOBILE_CASHIER_FAIL", C::user_action},
    {"BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", C::user_action},
    {"BUYER_SELLER_EQUAL", C::user_action},
    {"TRADE_BUYER_NOT_MATCH", C::user_action},
});

// The trade is in another state than the call wants: ask which.
constexpr auto closing = std::to_array<Row>({
    {"TRADE_STATUS_ERROR", C::already_done},
    {"REASON_TRADE_STATUS_INVALID", C::already_done},
    {"REASON_ILLEGAL_STATUS", C::already_done},
    {"REASON_TRADE_BEEN_FREEZEN", C::already_done},
    {"TRADE_CANCEL_TIME_OUT", C::already_done},
    {"CANCEL_NOT_ALLOWED", C::already_done},
});

constexpr auto refunding = std::to_array<Row>({
    {"TRADE_NOT_EXIST", C::refused},
    {"TRADE_STATUS_ERROR", C::refused},
    {"TRADE_HAS_FINISHED", C::refused},
    {"TRADE_NOT_ALLOW_REFUND", C::refused},
    {"REFUND_AMT_NOT_EQUAL_TOTAL", C::refused},
    {"REASON_TRADE_REFUND_FEE_ERR", C::refused},
    {"DISCORDANT_REPEAT_REQUEST", C::refused},
    {"ALLOC_AMOUNT_VALIDATE_ERROR", C::refused},
    {"REASON_TRADE_BEEN_FREEZEN", C::refused},
    {"BUYER_ERROR", C::refused},
    {"SELLER_ERROR", C::refused},
});

std::span<const Row> rows_of(Operation operation) {
  switch (operation) {
    case Operation::precreate:
    case Operation::create:
    case Operation::pay: return payment;
    case Operation::close:
    case Operation::cancel: return closing;
    case Operation::refund: return refunding;
    case Operation::query:
    case Operation::query_refund: return {};
  }
  std::abort();
}

std::optional<CallClass> find(std::span<const Row> rows, std::string_view sub_code) {
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.sub_code == sub_code; });
  if (row == rows.end()) return std::nullopt;
  return row->call_class;
}

// What an unlisted refusal of the business means. Where money could have moved, it means nothing.
CallClass unlisted(Operation operation) {
  return operation == Operation::precreate || operation == Operation::create ? C::refused : C::unknown;
}

CallClass by_sub_code(Operation operation, std::string_view sub_code) {
  if (sub_code.starts_with("isv.")) return C::refused;
  // "AQC." is how the documentation itself spells one of them.
  if (!sub_code.starts_with("ACQ.") && !sub_code.starts_with("AQC.")) return C::unknown;
  sub_code.remove_prefix(4);
  if (const auto found = find(rows_of(operation), sub_code)) return *found;
  if (const auto found = find(general, sub_code)) return *found;
  return unlisted(operation);
}

}  // namespace

std::string_view name_of(Operation operation) {
  switch (operation) {
    case Operation::precreate: return "precreate";
    case Operation::create: return "create";
    case Operation::pay: return "pay";
    case Operation::query: return "query";
    case Operation::close: return "close";
    case Operation::cancel: return "cancel";
    case Operation::refund: return "refund";
    case Operation::query_refund: return "query_refund";
  }
  std::abort();
}

std::string_view method_of(Operation operation) {
  switch (operation) {
    case Operation::precreate: return "alipay.trade.precreate";
    case Operation::create: return "alipay.trade.create";
    case Operation::pay: return "alipay.trade.pay";
    case Operation::query: return "alipay.trade.query";
    case Operation::close: return "alipay.trade.close";
    case Operation::cancel: return "alipay.trade.cancel";
    case Operation::refund: return "alipay.trade.refund";
    case Operation::query_refund: return "alipay.trade.fastpay.refund.query";
  }
  std::abort();
}

CallClass classify(Operation operation, const ErrorAnswer& answer) {
  const auto code = answer.code;
  if (code == "40004") return by_sub_code(operation, answer.sub_code);
  if (code == "40005") return C::not_executed;
  if (code == "20001" || code == "40001" || code == "40002" || code == "40003" || code == "40006")
    return C::refused;
  return C::unknown;
}

}  // namespace lunchrush::gateways::alipay
