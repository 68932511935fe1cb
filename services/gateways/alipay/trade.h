// Alipay's trade as evidence: of answers (2.3) and of notifications (2.4), whose members differ in name.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "services/domain/evidence.h"
#include "services/domain/returned_in_full.h"
#include "services/gateways/alipay/signing.h"

namespace lunchrush::gateways::alipay {

struct Identity {
  std::string seller_id;
  std::string app_id;
};

using domain::returned_in_full;

// Exact. nullopt also for a negative amount: no rule downstream has to think of it.
std::optional<domain::Money> amount_of(std::string_view yuan);

// `was_paid`: the message carries a payment or refund time.
// TRADE_CLOSED then means "paid, and refunded in full".
domain::PaymentFinding finding_of(std::string_view trade_status, bool was_paid);

// Of alipay.trade.query, and of alipay.trade.pay with `trade_status` taken as TRADE_SUCCESS. nullopt when it
// claims a payment without an amount.
std::optional<domain::PaymentEvidence> payment_evidence(const boost::json::object& node,
                                                        const Identity& identity, std::string_view raw);

// A notification speaks of a refund when it carries any of gmt_refund, refund_fee above zero, out_biz_no: its
// trade_status is still TRADE_SUCCESS after a partial refund, and TRADE_CLOSED after a full one (mistake 25).
bool speaks_of_refund(const Parameters& notification);
std::optional<domain::PaymentEvidence> payment_evidence(const Parameters& notification,
                                                        const Identity& identity, std::string_view raw);
// Always a hint: refund_fee is the total so far, so the refund itself must be asked about.
domain::RefundEvidence refund_evidence(const Parameters& notification, std::string_view raw);

}  // namespace lunchrush::gateways::alipay
