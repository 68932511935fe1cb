// WeChat Pay's two business objects, the same in answers and
// in decrypted notifications (1.4, 1.9, 1.11), as evidence.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "services/domain/evidence.h"

namespace lunchrush::gateways::wechatpay {

// Whose answers we believe.
struct Identity {
  std::string mchid;
  std::string appid;
};

// The trade_state, and the code of its `paid` evidence, once any refund was made, of whatever amount.
inline constexpr std::string_view refund_exists = "REFUND";

domain::PaymentFinding finding_of(std::string_view trade_state);
domain::RefundFinding refund_finding_of(std::string_view status);

// nullopt when it names no out_trade_no, or claims a payment without an amount: nothing to act on.
std::optional<domain::PaymentEvidence> payment_evidence(const boost::json::object& transaction,
                                                        const Identity& identity, std::string_view raw);

// `status` under either of its names: `status` in answers, `refund_status` in notifications.
std::optional<domain::RefundEvidence> refund_evidence(const boost::json::object& refund,
                                                      std::string_view raw);

}  // namespace lunchrush::gateways::wechatpay
