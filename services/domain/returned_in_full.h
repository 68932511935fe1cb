// PaymentEvidence::code of a payment whose money the gateway has given back in full by itself, as Alipay's
// cancelling does when the guest paid meanwhile. It was paid, and nothing of it is here.
#pragma once

#include <string_view>

namespace lunchrush::domain {

inline constexpr std::string_view returned_in_full = "PAID_AND_RETURNED";

}  // namespace lunchrush::domain
