// What a gateway said about one payment or one refund, normalised (payment-gateways.md 4.2–4.4). The same
// evidence comes from a notification, a query, a creation or a close; what follows from it is decided in
// settlement.h.
#pragma once

#include <optional>
#include <string>

#include "services/domain/money.h"
#include "services/domain/time.h"

namespace lunchrush::domain {

enum class PaymentFinding {
  paid,       // money moved; amount, currency and account are filled
  open,       // exists and can still be paid (NOTPAY, USERPAYING, WAIT_BUYER_PAY)
  closed,     // can no longer be paid
  failed,     // refused for good (PAYERROR, a deterministic refusal of a code payment)
  not_found,  // the gateway knows no such number now; never proof of failure
  unknown,    // may or may not have been done
};

struct PaymentEvidence {
  PaymentFinding finding = PaymentFinding::unknown;
  std::string out_trade_no;    // ours: the text of a PaymentId
  std::string transaction_id;  // the gateway's; empty when not paid
  Money amount;                // the order's amount as the gateway holds it; meaningful when paid
  Money payer_amount;          // after coupons; informational
  std::string currency = "CNY";
  std::string
      account_reference;  // what identifies our account in the message: "mchid/appid", "seller_id/app_id"
  bool account_matches = true;  // that reference is the account's own
  std::optional<Instant> paid_at;
  std::string raw;   // the text it came from, for the record; no secrets in it
  std::string code;  // the gateway's own word for a failure, for people
};

enum class RefundFinding {
  succeeded,
  processing,  // accepted, not yet done
  failed,      // will not be made; a person or a new number
  abnormal,    // needs a person (the card is gone)
  not_found,
  funds_short,  // repeat later with the same number
  unknown,
};

struct RefundEvidence {
  RefundFinding finding = RefundFinding::unknown;
  std::string out_trade_no;
  std::string out_refund_no;  // ours: the text of a RefundId
  std::string refund_id;      // the gateway's
  Money amount;               // of this refund; 0 when the message does not say (Alipay's cumulative fee)
  std::optional<Instant> refunded_at;
  bool needs_query = false;  // the message is a hint only: ask before believing (Alipay notifications)
  std::string raw;
  std::string code;  // the gateway's own word for a failure, for people
};

}  // namespace lunchrush::domain
