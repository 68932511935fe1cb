#include "services/gateways/wechatpay/errors.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace lunchrush::gateways::wechatpay {

namespace {

using C = CallClass;

struct Row {
  std::string_view code;  // without underscores
  CallClass call_class;
};

constexpr auto table = std::to_array<Row>({
    {"ORDERPAID", C::already_done},
    {"ORDERCLOSED", C::already_done},
    {"OUTTRADENOUSED", C::already_done},
    {"ORDERNOTEXIST", C::not_found},
    {"RESOURCENOTEXISTS", C::not_found},
    {"RESOURCENOTEXIST", C::not_found},
    {"USERPAYING", C::user_action},
    {"FREQUENCYLIMITED", C::not_executed},
    {"FREQUENCYLIMITEXCEED", C::not_executed},
    {"RATELIMITED", C::not_executed},
    {"SIGNERROR", C::not_executed},
    {"SYSTEMERROR", C::unknown},
    {"BANKERROR", C::unknown},
    {"SERVICEUNAVAILABLE", C::unknown},
    {"BIZERRNEEDRETRY", C::unknown},
    {"PARAMERROR", C::refused},
    {"INVALIDREQUEST", C::refused},  // only after a query excluded "paid": the adapter asks
    {"APPIDMCHIDNOTMATCH", C::refused},
    {"MCHNOTEXISTS", C::refused},
    {"NOAUTH", C::refused},
    {"RULELIMIT", C::refused},
    {"ACCOUNTERROR", C::refused},
    {"REQUESTBLOCKED", C::refused},
    {"TRADEERROR", C::refused},
    {"OPENIDMISMATCH", C::refused},
    {"INVALIDTRANSACTIONID", C::refused},
});

// The numbers at the end of Request-ID that say more than the code beside them.
constexpr auto numbers = std::to_array<Row>({
    {"268449538", C::already_done},  // paid
    {"268498689", C::already_done},  // paid
    {"268447914", C::already_done},  // no longer valid: closed or expired
    {"268512771", C::not_found},
});

template <class Rows>
std::optional<CallClass> find(const Rows& rows, std::string_view code) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.code == code; });
  if (row == rows.end()) return std::nullopt;
  return row->call_class;
}

std::string without_underscores(std::string_view code) {
  std::string out(code);
  std::erase(out, '_');
  return out;
}

std::string_view number_of(std::string_view request_id) {
  const auto dash = request_id.rfind('-');
  return dash == std::string_view::npos ? std::string_view{} : request_id.substr(dash + 1);
}

bool is_refund(Operation operation) { return operation == Operation::refund; }

// Codes whose meaning depends on whose money they speak of.
std::optional<CallClass> by_operation(Operation operation, std::string_view code) {
  if (code == "NOTENOUGH") return is_refund(operation) ? C::funds_short : C::user_action;
  if (code == "USERACCOUNTABNORMAL") return is_refund(operation) ? C::refused : C::user_action;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Operation operation) {
  switch (operation) {
    case Operation::create: return "create";
    case Operation::code_payment: return "code_payment";
    case Operation::query: return "query";
    case Operation::close: return "close";
    case Operation::reverse: return "reverse";
    case Operation::refund: return "refund";
    case Operation::query_refund: return "query_refund";
    case Operation::certificates: return "certificates";
  }
  std::abort();
}

CallClass classify(Operation operation, const ErrorAnswer& answer) {
  if (answer.status == 401 || answer.status == 429) return C::not_executed;
  const auto code = without_underscores(answer.code);
  if (const auto found = by_operation(operation, code)) return *found;
  const auto by_code = find(table, code);
  if (by_code == C::refused) {
    if (const auto by_number = find(numbers, number_of(answer.request_id))) return *by_number;
    if (answer.message.find("已支付") != std::string_view::npos) return C::already_done;
  }
  if (by_code) return *by_code;
  const bool client_error = answer.status >= 400 && answer.status < 500;
  return client_error && !is_refund(operation) ? C::refused : C::unknown;
}

}  // namespace lunchrush::gateways::wechatpay
