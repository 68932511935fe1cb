// What the workers of `callbacks` find to do. A claim moves the row's due time ahead by the lease in one
// guarded update; a worker that dies leaves the row due again when the lease ends, and whatever it did is
// repeated harmlessly.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "services/domain/family.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct DuePayment {
  domain::OrderId order;
  domain::Payment payment;  // as claimed; the family is loaded again before anything is decided
};
domain::Result<std::vector<DuePayment>> claim_due_payments(Session& session, int limit,
                                                           std::chrono::milliseconds lease);

struct DueRefund {
  domain::OrderId order;
  domain::Refund refund;
  domain::PaymentMethod method{};  // of the payment it belongs to
  std::string account;
  domain::Money payment_total;
};
domain::Result<std::vector<DueRefund>> claim_due_refunds(Session& session, int limit,
                                                         std::chrono::milliseconds lease);

// Orders whose intent's time has passed by the database's clock. A plain read: closing is decided under the
// lock.
domain::Result<std::vector<domain::OrderId>> find_expired_intents(Session& session, int limit);

// Makes a payment due now, if it is open: a forged or unreadable notification named it, so ask. At most once
// per `at_most_every` for each payment.
domain::Result<void> query_soon(Session& session, domain::PaymentId payment,
                                std::chrono::milliseconds at_most_every);

// Gives waiting events their dense place in their store's feed.
struct Relayed {
  std::vector<domain::StoreId> stores;  // whose feeds grew
  std::int64_t events = 0;
};
domain::Result<Relayed> relay_events(Session& session, int limit);

// The invariants (design.md rule 8, invariants.sql) as SQL: name and number of violations; all zero on a
// right system.
domain::Result<std::vector<std::pair<std::string, std::int64_t>>> check_invariants(Session& session);

// What operators watch: ages in seconds and counts, one figure a name ("notifications_due_oldest_seconds",
// …).
domain::Result<std::vector<std::pair<std::string, double>>> read_backlog(Session& session);

}  // namespace lunchrush::postgres
