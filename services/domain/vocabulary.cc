#include "services/domain/vocabulary.h"

#include <array>
#include <cstdlib>

namespace lunchrush::domain {

std::string_view name(Channel value) {
  constexpr std::array<std::string_view, 5> names{"mini_program", "qr_scan", "kiosk", "pos", "takeaway"};
  return names.at(static_cast<std::size_t>(value));
}

std::string_view name(ServiceKind value) {
  constexpr std::array<std::string_view, 3> names{"dine_in", "takeout", "delivery"};
  return names.at(static_cast<std::size_t>(value));
}

std::string_view name(PaymentTiming value) {
  constexpr std::array<std::string_view, 2> names{"prepay", "postpay"};
  return names.at(static_cast<std::size_t>(value));
}

std::string_view name(PaymentMethod value) {
  constexpr std::array<std::string_view, 6> names{"wechat_jsapi",     "wechat_native", "wechat_code",
                                                  "alipay_precreate", "alipay_code",   "cash"};
  return names.at(static_cast<std::size_t>(value));
}

std::string_view name(RefundCause value) {
  constexpr std::array<std::string_view, 4> names{"requested", "cancelled", "surplus", "late"};
  return names.at(static_cast<std::size_t>(value));
}

std::string_view name(Object value) {
  constexpr std::array<std::string_view, 5> names{"order", "intent", "payment", "refund", "ticket"};
  return names.at(static_cast<std::size_t>(value));
}

std::string_view name(Cause value) {
  constexpr std::array<std::string_view, 5> names{"request", "notification", "poll", "timer", "worker"};
  return names.at(static_cast<std::size_t>(value));
}

namespace {

template <class Word, std::size_t count>
std::optional<Word> find(std::string_view text) {
  for (std::size_t i = 0; i != count; ++i)
    if (name(static_cast<Word>(i)) == text) return static_cast<Word>(i);
  return std::nullopt;
}

}  // namespace

template <>
std::optional<Channel> word_from_name(std::string_view text) {
  return find<Channel, 5>(text);
}
template <>
std::optional<ServiceKind> word_from_name(std::string_view text) {
  return find<ServiceKind, 3>(text);
}
template <>
std::optional<PaymentTiming> word_from_name(std::string_view text) {
  return find<PaymentTiming, 2>(text);
}
template <>
std::optional<PaymentMethod> word_from_name(std::string_view text) {
  return find<PaymentMethod, 6>(text);
}
template <>
std::optional<RefundCause> word_from_name(std::string_view text) {
  return find<RefundCause, 4>(text);
}
template <>
std::optional<Object> word_from_name(std::string_view text) {
  return find<Object, 5>(text);
}
template <>
std::optional<Cause> word_from_name(std::string_view text) {
  return find<Cause, 5>(text);
}

std::string_view gateway_of(PaymentMethod method) {
  switch (method) {
    case PaymentMethod::wechat_jsapi:
    case PaymentMethod::wechat_native:
    case PaymentMethod::wechat_code: return "wechatpay";
    case PaymentMethod::alipay_precreate:
    case PaymentMethod::alipay_code: return "alipay";
    case PaymentMethod::cash: return "cash";
  }
  std::abort();
}

bool scanned_by_us(PaymentMethod method) {
  return method == PaymentMethod::wechat_code || method == PaymentMethod::alipay_code;
}

}  // namespace lunchrush::domain
