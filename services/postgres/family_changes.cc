#include "services/postgres/family_changes.h"

#include "services/postgres/event_data.h"
#include "services/postgres/order_json.h"
#include "services/postgres/write_families.h"

namespace lunchrush::postgres {
namespace {

using enum ElementType;

// What was never told is an empty object.
std::string_view object_or_empty(const std::string& json) {
  return json.empty() ? "{}" : std::string_view(json);
}

std::optional<std::string_view> null_if_empty(const std::string& bytes) {
  if (bytes.empty()) return std::nullopt;
  return bytes;
}

}  // namespace

// The columns of each part, as its file in queries/ names them.
FamilyChanges::FamilyChanges()
    : rows_{Rows{bigint, uuid, integer, integer, text, integer, timestamptz},
            Rows{bigint, uuid, integer, integer, text, bigint},
            Rows{bigint, uuid,   uuid,   text,    text,        text,        integer,    bigint,
                 bigint, bigint, bigint, boolean, boolean,     text,        text,       jsonb,
                 jsonb,  bytea,  bytea,  integer, timestamptz, timestamptz, timestamptz},
            Rows{bigint, uuid, integer, integer, text, bigint, bigint, bigint, boolean, boolean, text, text,
                 jsonb, integer, timestamptz, timestamptz},
            Rows{bigint, uuid, uuid, uuid, text, integer, bigint, text, text, text, text, text, bytea, bytea,
                 integer, timestamptz, timestamptz, timestamptz},
            Rows{bigint, uuid, integer, integer, text, text, text, integer, timestamptz, timestamptz},
            Rows{bigint, uuid, uuid, text, text, integer, integer, date, jsonb, timestamptz, timestamptz,
                 timestamptz, timestamptz},
            Rows{bigint, uuid, integer, integer, text, jsonb, timestamptz, timestamptz, timestamptz},
            Rows{bigint, uuid, text, uuid, integer, text, text, text, text, text, text, text}} {}

void FamilyChanges::add(const domain::Family& family, const Because& because) {
  const auto& order = family.order;
  const auto& intent = family.intent;
  if (order.version.changed())
    rows_[orders].add(order.store, order.id.uuid, order.version.loaded, order.version.now, name(order.status),
                      order.pickup_number, order.updated_at);
  if (intent.version.changed())
    rows_[intents].add(order.store, order.id.uuid, intent.version.loaded, intent.version.now,
                       name(intent.status), intent.refunded);
  for (const auto& payment : family.payments)
    if (payment.version.changed()) add_payment(order, payment);
  for (const auto& refund : family.refunds)
    if (refund.version.changed()) add_refund(order, refund);
  for (const auto& ticket : family.tickets)
    if (ticket.version.changed()) add_ticket(order, ticket);
  add_steps(family, because);
}

void FamilyChanges::add_payment(const domain::Order& order, const domain::Payment& it) {
  if (it.version.loaded == 0)
    rows_[new_payments].add(order.store, it.id.uuid, order.id.uuid, name(it.method), it.account,
                            name(it.status), it.version.now, it.amount, it.received, it.refund_reserved,
                            it.refunded, it.effective, it.close_wanted, it.transaction_id, it.failure,
                            object_or_empty(it.action), object_or_empty(it.request), it.idempotency_digest,
                            it.fingerprint, it.queries, it.next_query_at, it.created_at, it.settled_at);
  else
    rows_[payments].add(order.store, it.id.uuid, it.version.loaded, it.version.now, name(it.status),
                        it.received, it.refund_reserved, it.refunded, it.effective, it.close_wanted,
                        it.transaction_id, it.failure, object_or_empty(it.action), it.queries,
                        it.next_query_at, it.settled_at);
}

void FamilyChanges::add_refund(const domain::Order& order, const domain::Refund& it) {
  if (it.version.loaded == 0)
    rows_[new_refunds].add(order.store, it.id.uuid, order.id.uuid, it.payment.uuid, name(it.status),
                           it.version.now, it.amount, name(it.cause), it.reason, it.requested_by,
                           it.refund_id, it.failure, null_if_empty(it.idempotency_digest),
                           null_if_empty(it.fingerprint), it.attempts, it.next_attempt_at, it.created_at,
                           it.settled_at);
  else
    rows_[refunds].add(order.store, it.id.uuid, it.version.loaded, it.version.now, name(it.status),
                       it.refund_id, it.failure, it.attempts, it.next_attempt_at, it.settled_at);
}

void FamilyChanges::add_ticket(const domain::Order& order, const domain::Ticket& it) {
  std::string items;
  if (it.version.loaded == 0 || it.items_changed) append_items(items, it.items);
  if (it.version.loaded != 0)
    return rows_[tickets].add(order.store, it.id.uuid, it.version.loaded, it.version.now, name(it.status),
                              null_if_empty(items), it.started_at, it.done_at, it.served_at);
  rows_[new_tickets].add(order.store, it.id.uuid, order.id.uuid, it.station, name(it.status), it.version.now,
                         order.pickup_number, order.business_date, items, it.queued_at, it.started_at,
                         it.done_at, it.served_at);
}

void FamilyChanges::add_steps(const domain::Family& family, const Because& because) {
  const auto& order = family.order;
  for (const auto& step : family.transitions)
    rows_[steps].add(order.store, order.id.uuid, name(step.object), step.object_id, step.version, step.from,
                     step.to, name(because.cause), because.id, step.detail, because.trace_id,
                     event_data(family, step));
}

void FamilyChanges::write(Session& session, pqxx::transaction_base& transaction) const {
  std::size_t set = 0;
  std::size_t expected = 0;
  std::vector<pqxx::binarystring> parameters;
  for (std::size_t part = 0; part != rows_.size(); ++part) {
    if (rows_[part].count() == 0) continue;
    set |= std::size_t{1} << part;
    if (part != steps) expected += rows_[part].count();
    rows_[part].append_to(parameters);
  }
  if (expected == 0) return;
  const auto written =
      session.run(transaction, write_families(set), pqxx::prepare::make_dynamic_params(parameters));
  if (written[0][0].as<std::size_t>() != expected) throw GuardLost();
}

void Rows::append_to(std::vector<pqxx::binarystring>& parameters) const {
  for (const auto& column : columns_) parameters.push_back(column.parameter());
}

void Rows::put(Array& column, const std::string& value) {
  if (column.type() == date)
    column.add_date(value);
  else
    column.add(std::string_view(value));
}

}  // namespace lunchrush::postgres
