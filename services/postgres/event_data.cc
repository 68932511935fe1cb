#include "services/postgres/event_data.h"

#include <algorithm>
#include <cstdlib>

#include "services/postgres/order_json.h"
#include "services/postgres/values.h"
#include "services/telemetry/json_text.h"

namespace lunchrush::postgres {
namespace {

using telemetry::JsonObject;

constexpr std::size_t usual_bytes = 512;

void maybe_time(JsonObject& object, std::string_view member, const std::optional<domain::Instant>& at) {
  if (at) object.text(member, to_wire_time(*at));
}

std::string intent_event_data(const domain::Family& family, std::string_view status) {
  std::string data;
  JsonObject(data)
      .text("id", family.intent.id.text())
      .text("order_id", family.order.id.text())
      .text("status", status)
      .number("amount", family.intent.amount.fen())
      .number("refunded", family.intent.refunded.fen());
  return data;
}

std::string payment_event_data(const domain::Family& family, const domain::Payment& payment,
                               std::string_view status) {
  std::string data;
  JsonObject(data)
      .text("id", payment.id.text())
      .text("order_id", family.order.id.text())
      .text("status", status)
      .text("method", name(payment.method))
      .number("amount", payment.amount.fen())
      .number("received", payment.received.fen());
  return data;
}

std::string refund_event_data(const domain::Family& family, const domain::Refund& refund,
                              std::string_view status) {
  std::string data;
  JsonObject(data)
      .text("id", refund.id.text())
      .text("order_id", family.order.id.text())
      .text("payment_id", refund.payment.text())
      .text("status", status)
      .number("amount", refund.amount.fen())
      .text("cause", name(refund.cause));
  return data;
}

}  // namespace

std::string event_kind(const domain::Transition& transition) {
  const auto what = transition.from == transition.to ? "changed" : transition.to;
  return std::string(name(transition.object)) + "." + std::string(what);
}

std::string order_event_data(const domain::Order& order) {
  std::string data;
  data.reserve(usual_bytes);
  {
    JsonObject object(data);
    object.text("id", order.id.text())
        .text("status", name(order.status))
        .number("version", order.version.now)
        .text("channel", name(order.channel));
    append_service(object.member("service"), order.service);
    object.number("total", order.total.fen())
        .text("business_date", order.business_date)
        .text("created_at", to_wire_time(order.created_at));
    if (order.pickup_number) object.text("pickup_number", std::to_string(*order.pickup_number));
  }
  return data;
}

std::string ticket_event_data(const domain::Order& order, const domain::Ticket& ticket) {
  std::string data;
  data.reserve(usual_bytes);
  {
    JsonObject object(data);
    object.text("id", ticket.id.text())
        .number("store_id", number(order.store))
        .text("order_id", order.id.text())
        .text("station", ticket.station)
        .text("status", name(ticket.status))
        .number("version", ticket.version.now)
        .text("pickup_number", std::to_string(order.pickup_number.value_or(0)))
        .text("channel", name(order.channel));
    append_service(object.member("service"), order.service);
    append_items(object.member("items"), ticket.items);
    object.text("note", order.note).text("queued_at", to_wire_time(ticket.queued_at));
    maybe_time(object, "started_at", ticket.started_at);
    maybe_time(object, "done_at", ticket.done_at);
    maybe_time(object, "served_at", ticket.served_at);
  }
  return data;
}

std::string event_data(const domain::Family& family, const domain::Transition& transition) {
  const auto is = [&](const auto& object) { return object.id.uuid == transition.object_id; };
  switch (transition.object) {
    case domain::Object::order: return order_event_data(family.order);
    case domain::Object::ticket:
      return ticket_event_data(family.order, *std::ranges::find_if(family.tickets, is));
    case domain::Object::intent: return intent_event_data(family, transition.to);
    case domain::Object::payment:
      return payment_event_data(family, *std::ranges::find_if(family.payments, is), transition.to);
    case domain::Object::refund:
      return refund_event_data(family, *std::ranges::find_if(family.refunds, is), transition.to);
  }
  std::abort();
}

}  // namespace lunchrush::postgres
