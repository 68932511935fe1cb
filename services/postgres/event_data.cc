#include "services/postgres/event_data.h"

#include <algorithm>
#include <cstdlib>

#include "services/postgres/rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {

std::string event_kind(const domain::Transition& transition) {
  return std::string(name(transition.object)) + "." + std::string(transition.to);
}

json::object order_event_data(const domain::Order& order) {
  json::object data{{"id", order.id.text()},
                    {"status", name(order.status)},
                    {"version", order.version.now},
                    {"channel", name(order.channel)},
                    {"service", service_row(order.service)},
                    {"total", order.total.fen()},
                    {"business_date", order.business_date},
                    {"created_at", to_wire_time(order.created_at)}};
  if (order.pickup_number) data["pickup_number"] = std::to_string(*order.pickup_number);
  return data;
}

json::object ticket_event_data(const domain::Order& order, const domain::Ticket& ticket) {
  json::object data{{"id", ticket.id.text()},
                    {"store_id", number(order.store)},
                    {"order_id", order.id.text()},
                    {"station", ticket.station},
                    {"status", name(ticket.status)},
                    {"version", ticket.version.now},
                    {"pickup_number", std::to_string(order.pickup_number.value_or(0))},
                    {"channel", name(order.channel)},
                    {"service", service_row(order.service)},
                    {"items", items_row(ticket.items)},
                    {"note", order.note},
                    {"queued_at", to_wire_time(ticket.queued_at)}};
  if (ticket.started_at) data["started_at"] = to_wire_time(*ticket.started_at);
  if (ticket.done_at) data["done_at"] = to_wire_time(*ticket.done_at);
  if (ticket.served_at) data["served_at"] = to_wire_time(*ticket.served_at);
  return data;
}

json::object event_data(const domain::Family& family, const domain::Transition& transition) {
  const auto is = [&](const auto& object) { return object.id.uuid == transition.object_id; };
  const auto id = wire_id(transition.object, transition.object_id);
  const auto order = family.order.id.text();
  switch (transition.object) {
    case domain::Object::order: return order_event_data(family.order);
    case domain::Object::ticket:
      return ticket_event_data(family.order, *std::ranges::find_if(family.tickets, is));
    case domain::Object::intent:
      return {{"id", id},
              {"order_id", order},
              {"status", transition.to},
              {"amount", family.intent.amount.fen()},
              {"refunded", family.intent.refunded.fen()}};
    case domain::Object::payment: {
      const auto& payment = *std::ranges::find_if(family.payments, is);
      return {{"id", id},
              {"order_id", order},
              {"status", transition.to},
              {"method", name(payment.method)},
              {"amount", payment.amount.fen()},
              {"received", payment.received.fen()}};
    }
    case domain::Object::refund: {
      const auto& refund = *std::ranges::find_if(family.refunds, is);
      return {{"id", id},
              {"order_id", order},
              {"payment_id", refund.payment.text()},
              {"status", transition.to},
              {"amount", refund.amount.fen()},
              {"cause", name(refund.cause)}};
    }
  }
  std::abort();
}

}  // namespace lunchrush::postgres
