// The small closed sets of words that orders and payments use, each with its name on the wire and in the
// database.
#pragma once

#include <optional>
#include <string_view>

namespace lunchrush::domain {

enum class Channel { mini_program, qr_scan, kiosk, pos, takeaway };
enum class ServiceKind { dine_in, takeout, delivery };
enum class PaymentTiming { prepay, postpay };
enum class PaymentMethod { wechat_jsapi, wechat_native, wechat_code, alipay_precreate, alipay_code, cash };
enum class RefundCause { requested, cancelled, surplus, late };
enum class Object { order, intent, payment, refund, ticket };
enum class Cause { request, notification, poll, timer, worker };

std::string_view name(Channel value);
std::string_view name(ServiceKind value);
std::string_view name(PaymentTiming value);
std::string_view name(PaymentMethod value);
std::string_view name(RefundCause value);
std::string_view name(Object value);
std::string_view name(Cause value);

template <class Word>
std::optional<Word> word_from_name(std::string_view text);

// "wechatpay", "alipay", or "cash": which gateway carries a method.
std::string_view gateway_of(PaymentMethod method);
// Paid by a code shown on the guest's phone: the answer comes at once, no notification follows on WeChat.
bool scanned_by_us(PaymentMethod method);

}  // namespace lunchrush::domain
