// Families under their lock: load, decide, write, in one transaction. Every change of an order after its
// placement goes through here, whoever asks for it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "services/domain/family.h"
#include "services/domain/result.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

// Why a family is changed: goes into the timeline of every step.
struct Because {
  domain::Cause cause{};
  std::string id;  // request id, notification id; may be empty
  std::string trace_id;
};

// Changes one family; an error of `decide` is returned and nothing is written. `decide` may be called again
// when the transaction is, so it captures values. Errors: not_found; decide's own; unavailable,
// outcome_unknown, internal. `also` runs in the same transaction once the family is written.
domain::Result<void> change_family(Session& session, domain::OrderId order, const Because& because,
                                   const std::function<domain::Result<void>(domain::Family&)>& decide,
                                   const std::function<void(pqxx::transaction_base&)>& also = {});

// Changes many in one transaction. `decide` is called once for each order that exists, with the index of the
// first entry of `orders` that names it (an order named twice is loaded once); what it cannot do it leaves
// unchanged. `also` runs in the same transaction, after the families are written: acknowledging the work that
// caused the change. Both are called again when the transaction is begun anew.
domain::Result<void> change_families(Session& session, std::span<const domain::OrderId> orders,
                                     const std::function<Because(std::size_t)>& because,
                                     const std::function<void(domain::Family&, std::size_t)>& decide,
                                     const std::function<void(pqxx::transaction_base&)>& also = {});

// A change that one caller asks for, with what it has to do in the same transaction. Both are called again
// when the transaction is begun anew, and from any thread.
struct FamilyCommand {
  domain::OrderId order;
  Because because;
  std::function<domain::Result<void>(domain::Family&)> decide;
  std::function<void(Session&, pqxx::transaction_base&)> also;
};

enum class Carried { out, alone };

// Commands of many callers in one transaction. Each has its own answer: what its `decide` said, or that it
// was carried out, which means committed. `alone`: nothing was done about it, and it is to be carried out
// alone: somebody holds its order, there is no such order, an earlier one of the same batch is about it, or
// the transaction failed. Waits for nobody's order, and for other rows as long as the session's lock_timeout.
// Error of the transaction: outcome_unknown.
std::vector<domain::Result<Carried>> carry_out(Session& session, std::span<const FamilyCommand> commands);

// As change_family.
domain::Result<void> carry_out_alone(Session& session, const FamilyCommand& command);

// The order that a payment or a refund belongs to. Errors: not_found, unavailable, internal.
domain::Result<domain::OrderId> order_of(Session& session, domain::PaymentId payment);
domain::Result<domain::OrderId> order_of(Session& session, domain::RefundId refund);
domain::Result<domain::OrderId> order_of(Session& session, domain::TicketId ticket);

}  // namespace lunchrush::postgres
