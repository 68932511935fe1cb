// The members a request may and must have, as tables. The gateway refuses everything else.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "services/simulator/wechatpay/outcome.h"

namespace lunchrush::simulator::wechatpay {

enum class Kind { text, number, flag, object, texts, objects, free };  // free: anything, not looked at
enum class Need { required, optional };

struct Field {
  std::string_view name;
  Kind kind = Kind::text;
  Need need = Need::optional;
  std::size_t max = 0;              // characters of a text; 0: no limit
  std::span<const Field> inside{};  // of an object, or of each object
};

struct FieldFault {
  Refusal refusal;
  std::string pointer;
  std::string issue;
};

std::optional<FieldFault> check(const boost::json::object& object, std::span<const Field> fields,
                                const std::string& where = "");

// The tables of payment-gateways 1.6, 1.8 and 1.11.
std::span<const Field> order_fields(std::string_view product);  // jsapi, native, app, h5, codepay
std::span<const Field> refund_fields();
std::span<const Field> close_fields();
std::span<const Field> reverse_fields();

// A member that is a text; empty: there is none.
std::string text_of(const boost::json::object& object, std::string_view name);

bool is_out_trade_no(std::string_view text);
bool is_out_refund_no(std::string_view text);
bool is_notify_url(std::string_view text);
bool is_auth_code(std::string_view text);

}  // namespace lunchrush::simulator::wechatpay
