#include "services/ingest/wire.h"

#include "services/domain/returns.h"
#include "services/web/codec.h"

namespace lunchrush::ingest {

// The wire's enums are the domain's with UNSPECIFIED in front; the tests walk every value of each.
namespace {

template <class Wire, class Domain>
Wire shifted(Domain value) {
  return static_cast<Wire>(static_cast<int>(value) + 1);
}

}  // namespace

void set_time(google::protobuf::Timestamp& out, domain::Instant instant) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(instant);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(ms);
  out.set_seconds(seconds.time_since_epoch().count());
  out.set_nanos(static_cast<int>((ms - seconds).count()) * 1'000'000);
}

v1::OrderStatus to_wire(domain::OrderStatus status) { return shifted<v1::OrderStatus>(status); }

v1::Order to_wire(const domain::Order& order) {
  v1::Order out;
  out.set_id(order.id.text());
  out.set_store_id(number(order.store));
  out.set_status(to_wire(order.status));
  out.set_version(order.version.now);
  out.set_channel(shifted<v1::Channel>(order.channel));
  out.mutable_service()->set_kind(shifted<v1::ServiceKind>(order.service.kind));
  out.mutable_service()->set_table(order.service.table);
  out.mutable_service()->set_guests(order.service.guests);
  for (const auto& line : order.lines) {
    auto& to = *out.add_lines();
    to.set_sku(line.sku);
    to.set_name(line.name);
    to.set_quantity(line.quantity);
    to.set_unit_price(line.unit_price.fen());
    to.set_amount(line.amount.fen());
    to.set_note(line.note);
    to.set_station(line.station);
    for (const auto& option : line.options) {
      auto& chosen = *to.add_options();
      chosen.set_code(option.code);
      chosen.set_name(option.name);
      chosen.set_price_delta(option.price_delta.fen());
    }
    for (const auto& part : line.components) {
      auto& component = *to.add_components();
      component.set_sku(part.sku);
      component.set_name(part.name);
      component.set_quantity(part.quantity);
      component.set_station(part.station);
    }
  }
  out.set_total(order.total.fen());
  out.set_currency("CNY");
  out.set_payment_timing(shifted<v1::PaymentTiming>(order.timing));
  out.set_business_date(order.business_date);
  if (order.pickup_number) out.set_pickup_number(std::to_string(*order.pickup_number));
  out.set_client_order_no(order.client_order_no);
  out.set_note(order.note);
  set_time(*out.mutable_created_at(), order.created_at);
  if (order.expires_at) set_time(*out.mutable_expires_at(), *order.expires_at);
  set_time(*out.mutable_updated_at(), order.updated_at);
  return out;
}

v1::PaymentIntent to_wire(const domain::Intent& intent) {
  v1::PaymentIntent out;
  out.set_id(intent.id.text());
  out.set_amount(intent.amount.fen());
  out.set_currency("CNY");
  out.set_status(shifted<v1::IntentStatus>(intent.status));
  out.set_refunded(intent.refunded.fen());
  if (intent.expires_at) set_time(*out.mutable_expires_at(), *intent.expires_at);
  return out;
}

namespace {

v1::PaymentStatus to_wire(domain::PaymentStatus status) {
  using S = domain::PaymentStatus;
  switch (status) {
    case S::created:
    case S::submitted: return v1::PAYMENT_STATUS_PENDING;
    case S::succeeded: return v1::PAYMENT_STATUS_SUCCEEDED;
    case S::failed: return v1::PAYMENT_STATUS_FAILED;
    case S::closed: return v1::PAYMENT_STATUS_CLOSED;
    case S::unknown: return v1::PAYMENT_STATUS_UNKNOWN;
    case S::surplus: return v1::PAYMENT_STATUS_SURPLUS;
    case S::refunded: return v1::PAYMENT_STATUS_REFUNDED;
    case S::conflict: return v1::PAYMENT_STATUS_CONFLICT;
  }
  std::abort();
}

}  // namespace

v1::Payment to_wire(const domain::Payment& payment, domain::OrderId order) {
  v1::Payment out;
  out.set_id(payment.id.text());
  out.set_order_id(order.text());
  out.set_method(shifted<v1::PaymentMethod>(payment.method));
  out.set_status(to_wire(payment.status));
  out.set_amount(payment.amount.fen());
  out.set_currency("CNY");
  out.set_refunded(payment.refunded.fen());
  out.set_failure(payment.failure);
  // The first answer is kept with the payment; its action is what the guest's device still needs.
  v1::Payment first;
  if (payment.action.size() > 2 && web::from_json(payment.action, first) && first.has_action())
    *out.mutable_action() = first.action();
  set_time(*out.mutable_created_at(), payment.created_at);
  if (payment.settled_at) set_time(*out.mutable_settled_at(), *payment.settled_at);
  return out;
}

v1::Refund to_wire(const domain::Refund& refund, domain::OrderId order) {
  v1::Refund out;
  out.set_id(refund.id.text());
  out.set_order_id(order.text());
  out.set_payment_id(refund.payment.text());
  out.set_status(shifted<v1::RefundStatus>(refund.status));
  out.set_amount(refund.amount.fen());
  out.set_currency("CNY");
  out.set_reason(refund.reason);
  out.set_cause(std::string(name(refund.cause)));
  set_time(*out.mutable_created_at(), refund.created_at);
  if (refund.settled_at) set_time(*out.mutable_settled_at(), *refund.settled_at);
  return out;
}

v1::OrderView to_wire(const domain::Family& family) {
  v1::OrderView out;
  *out.mutable_order() = to_wire(family.order);
  const auto returned = domain::returned_by_line(family);
  for (std::size_t i = 0; i != returned.size(); ++i)
    if (returned[i] != 0) out.mutable_order()->mutable_lines(static_cast<int>(i))->set_returned(returned[i]);
  *out.mutable_payment_intent() = to_wire(family.intent);
  for (const auto& payment : family.payments) *out.add_payments() = to_wire(payment, family.order.id);
  for (const auto& refund : family.refunds) *out.add_refunds() = to_wire(refund, family.order.id);
  return out;
}

v1::Ticket to_wire(const postgres::KitchenTicket& row) {
  v1::Ticket out;
  const auto& ticket = row.ticket;
  out.set_id(ticket.id.text());
  out.set_store_id(number(row.store));
  out.set_order_id(row.order.text());
  out.set_station(ticket.station);
  out.set_status(shifted<v1::TicketStatus>(ticket.status));
  out.set_version(ticket.version.now);
  out.set_pickup_number(std::to_string(row.pickup_number));
  out.set_channel(shifted<v1::Channel>(row.channel));
  out.mutable_service()->set_kind(shifted<v1::ServiceKind>(row.service.kind));
  out.mutable_service()->set_table(row.service.table);
  out.mutable_service()->set_guests(row.service.guests);
  for (const auto& item : ticket.items) {
    auto& to = *out.add_items();
    to.set_sku(item.sku);
    to.set_name(item.name);
    to.set_quantity(item.quantity);
    for (const auto& option : item.options) to.add_options(option);
    to.set_note(item.note);
    to.set_part_of(item.part_of);
    if (item.returned != 0) to.set_returned(item.returned);
  }
  out.set_note(row.note);
  set_time(*out.mutable_queued_at(), ticket.queued_at);
  if (ticket.started_at) set_time(*out.mutable_started_at(), *ticket.started_at);
  if (ticket.done_at) set_time(*out.mutable_done_at(), *ticket.done_at);
  if (ticket.served_at) set_time(*out.mutable_served_at(), *ticket.served_at);
  return out;
}

domain::Channel to_domain(v1::Channel channel) {
  return static_cast<domain::Channel>(static_cast<int>(channel) - 1);
}
domain::ServiceKind to_domain(v1::ServiceKind kind) {
  return static_cast<domain::ServiceKind>(static_cast<int>(kind) - 1);
}
domain::PaymentMethod to_domain(v1::PaymentMethod method) {
  return static_cast<domain::PaymentMethod>(static_cast<int>(method) - 1);
}

std::string etag_of(const domain::Family& family) {
  int money = family.intent.version.now;
  for (const auto& payment : family.payments) money += payment.version.now;
  for (const auto& refund : family.refunds) money += refund.version.now;
  return "\"v" + std::to_string(family.order.version.now) + "." + std::to_string(money) + "\"";
}

}  // namespace lunchrush::ingest
