#include "services/domain/family.h"

#include <algorithm>
#include <cassert>

namespace lunchrush::domain {

Payment* Family::find(PaymentId id) {
  const auto found = std::ranges::find(payments, id, &Payment::id);
  return found == payments.end() ? nullptr : &*found;
}

Refund* Family::find(RefundId id) {
  const auto found = std::ranges::find(refunds, id, &Refund::id);
  return found == refunds.end() ? nullptr : &*found;
}

Ticket* Family::find(TicketId id) {
  const auto found = std::ranges::find(tickets, id, &Ticket::id);
  return found == tickets.end() ? nullptr : &*found;
}

Payment* Family::effective_payment() {
  const auto found = std::ranges::find(payments, true, &Payment::effective);
  return found == payments.end() ? nullptr : &*found;
}

bool Family::has_open_payment() const {
  return std::ranges::any_of(payments, [](const Payment& payment) { return open(payment.status); });
}

void touch(Version& version) {
  // One row version per stored change is enough; steps of one decision add up to one update.
  if (!version.changed()) ++version.now;
}

namespace {

template <class Status>
void step(Family& family, Object object, const Uuid& id, Status& status, Version& version, Status to,
          std::string detail) {
  assert(legal(status, to));
  ++version.now;
  family.transitions.push_back({object, id, version.now, name(status), name(to), std::move(detail)});
  status = to;
}

}  // namespace

void move(Family& family, OrderStatus to, std::string detail) {
  auto& order = family.order;
  step(family, Object::order, order.id.uuid, order.status, order.version, to, std::move(detail));
}

void move(Family& family, IntentStatus to, std::string detail) {
  auto& intent = family.intent;
  step(family, Object::intent, intent.id.uuid, intent.status, intent.version, to, std::move(detail));
}

void move(Family& family, Payment& payment, PaymentStatus to, std::string detail) {
  step(family, Object::payment, payment.id.uuid, payment.status, payment.version, to, std::move(detail));
}

void move(Family& family, Refund& refund, RefundStatus to, std::string detail) {
  step(family, Object::refund, refund.id.uuid, refund.status, refund.version, to, std::move(detail));
}

void move(Family& family, Ticket& ticket, TicketStatus to, std::string detail) {
  step(family, Object::ticket, ticket.id.uuid, ticket.status, ticket.version, to, std::move(detail));
}

Payment& add(Family& family, Payment payment) {
  payment.status = PaymentStatus::created;
  payment.version = {.now = 1, .loaded = 0};
  family.transitions.push_back(
      {Object::payment, payment.id.uuid, 1, "", name(payment.status), std::string(name(payment.method))});
  return family.payments.emplace_back(std::move(payment));
}

Refund& add(Family& family, Refund refund) {
  refund.status = RefundStatus::requested;
  refund.version = {.now = 1, .loaded = 0};
  family.transitions.push_back(
      {Object::refund, refund.id.uuid, 1, "", name(refund.status), std::string(name(refund.cause))});
  return family.refunds.emplace_back(std::move(refund));
}

Ticket& add(Family& family, Ticket ticket) {
  ticket.status = TicketStatus::queued;
  ticket.version = {.now = 1, .loaded = 0};
  family.transitions.push_back({Object::ticket, ticket.id.uuid, 1, "", name(ticket.status), ticket.station});
  return family.tickets.emplace_back(std::move(ticket));
}

void change_items(Family& family, Ticket& ticket) {
  ++ticket.version.now;
  const auto status = name(ticket.status);
  family.transitions.push_back({Object::ticket, ticket.id.uuid, ticket.version.now, status, status, ""});
}

}  // namespace lunchrush::domain
