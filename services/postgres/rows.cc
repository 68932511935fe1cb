#include "services/postgres/rows.h"

#include <charconv>
#include <stdexcept>

#include "services/postgres/order_json.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {

bool Columns::next_is_null() const { return row_[at_].is_null(); }

std::string_view Columns::text() {
  const auto field = row_[at_++];
  return {field.c_str(), field.size()};
}

std::string Columns::bytes() {
  const auto hex = text();
  return hex.empty() ? std::string() : from_bytea(hex);
}

std::int64_t Columns::integer() {
  const auto digits = text();
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (fault != std::errc() || end != digits.data() + digits.size()) wrong();
  return value;
}

bool Columns::flag() {
  const auto letter = text();
  if (letter != "t" && letter != "f") wrong();
  return letter == "t";
}

domain::Uuid Columns::uuid() { return known(domain::Uuid::from_text(text())); }
domain::Instant Columns::instant() { return from_timestamp(text()); }

std::optional<domain::Instant> Columns::maybe_instant() {
  const auto written = text();
  if (written.empty()) return std::nullopt;
  return from_timestamp(written);
}

void Columns::wrong() const {
  throw std::runtime_error("column " + std::string(row_[at_ - 1].name()) + " is not what it should be");
}

domain::Order to_order(Columns& columns) {
  domain::Order order;
  order.id = {columns.uuid()};
  order.store = order.id.store();
  order.status = columns.status<domain::OrderStatus>();
  order.version.now = order.version.loaded = columns.small();
  order.channel = columns.word<domain::Channel>();
  order.service = to_service(columns.text());
  order.lines = to_lines(columns.text());
  order.total = columns.money();
  order.timing = columns.word<domain::PaymentTiming>();
  order.note = columns.text();
  order.client_order_no = columns.text();
  order.owner = columns.text();
  order.business_date = columns.text();
  if (columns.next_is_null())
    columns.skip(1);
  else
    order.pickup_number = columns.integer();
  order.created_at = columns.instant();
  order.expires_at = columns.maybe_instant();
  order.updated_at = columns.instant();
  return order;
}

domain::Intent to_intent(Columns& columns, domain::OrderId order) {
  domain::Intent intent;
  intent.id = {order.uuid};
  intent.amount = columns.money();
  intent.status = columns.status<domain::IntentStatus>();
  intent.version.now = intent.version.loaded = columns.small();
  intent.refunded = columns.money();
  intent.expires_at = columns.maybe_instant();
  return intent;
}

domain::StorePolicy to_policy(Columns& columns) {
  domain::StorePolicy policy;
  policy.revive_late = columns.flag();
  policy.revive_within =
      std::chrono::duration_cast<std::chrono::minutes>(std::chrono::seconds{columns.integer()});
  policy.open = columns.flag();
  return policy;
}

domain::Payment to_payment(Columns& columns) {
  domain::Payment payment;
  payment.id = {columns.uuid()};
  payment.method = columns.word<domain::PaymentMethod>();
  payment.account = columns.text();
  payment.status = columns.status<domain::PaymentStatus>();
  payment.version.now = payment.version.loaded = columns.small();
  payment.amount = columns.money();
  payment.received = columns.money();
  payment.refund_reserved = columns.money();
  payment.refunded = columns.money();
  payment.effective = columns.flag();
  payment.close_wanted = columns.flag();
  payment.transaction_id = columns.text();
  payment.failure = columns.text();
  payment.action = columns.text();
  payment.request = columns.text();
  payment.idempotency_digest = columns.bytes();
  payment.fingerprint = columns.bytes();
  payment.queries = columns.small();
  payment.next_query_at = columns.maybe_instant();
  payment.created_at = columns.instant();
  payment.settled_at = columns.maybe_instant();
  return payment;
}

domain::Refund to_refund(Columns& columns) {
  domain::Refund refund;
  refund.id = {columns.uuid()};
  refund.payment = {columns.uuid()};
  refund.status = columns.status<domain::RefundStatus>();
  refund.version.now = refund.version.loaded = columns.small();
  refund.amount = columns.money();
  refund.cause = columns.word<domain::RefundCause>();
  refund.reason = columns.text();
  refund.requested_by = columns.text();
  refund.refund_id = columns.text();
  refund.failure = columns.text();
  refund.idempotency_digest = columns.bytes();
  refund.fingerprint = columns.bytes();
  refund.attempts = columns.small();
  refund.next_attempt_at = columns.maybe_instant();
  refund.created_at = columns.instant();
  refund.settled_at = columns.maybe_instant();
  return refund;
}

domain::Ticket to_ticket(Columns& columns) {
  domain::Ticket ticket;
  ticket.id = {columns.uuid()};
  ticket.station = columns.text();
  ticket.status = columns.status<domain::TicketStatus>();
  ticket.version.now = ticket.version.loaded = columns.small();
  ticket.items = to_items(columns.text());
  ticket.queued_at = columns.instant();
  ticket.started_at = columns.maybe_instant();
  ticket.done_at = columns.maybe_instant();
  ticket.served_at = columns.maybe_instant();
  return ticket;
}

std::string wire_id(domain::Object object, const domain::Uuid& id) {
  switch (object) {
    case domain::Object::order: return domain::OrderId{id}.text();
    case domain::Object::intent: return domain::IntentId{id}.text();
    case domain::Object::payment: return domain::PaymentId{id}.text();
    case domain::Object::refund: return domain::RefundId{id}.text();
    case domain::Object::ticket: return domain::TicketId{id}.text();
  }
  std::abort();
}

}  // namespace lunchrush::postgres
