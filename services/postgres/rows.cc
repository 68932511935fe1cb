#include "services/postgres/rows.h"

#include <stdexcept>

#include "services/postgres/order_json.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

template <class Status>
Status status_of(const json::object& row) {
  const auto status = domain::from_name<Status>(text_of(row, "status"));
  if (!status) throw std::runtime_error("unknown status " + std::string(text_of(row, "status")));
  return *status;
}

template <class Word>
Word word_of(const json::object& row, std::string_view name) {
  const auto word = domain::word_from_name<Word>(text_of(row, name));
  if (!word) throw std::runtime_error("unknown word in " + std::string(name));
  return *word;
}

domain::Version version_of(const json::object& row) {
  const auto version = static_cast<int>(integer_of(row, "version"));
  return {version, version};
}

std::string string_of(const json::object& row, std::string_view name) {
  return std::string(text_of(row, name));
}
int int_of(const json::object& row, std::string_view name) { return static_cast<int>(integer_of(row, name)); }

domain::OrderLine to_line(const json::object& row) {
  domain::OrderLine line;
  line.sku = text_of(row, "sku");
  line.name = text_of(row, "name");
  line.quantity = int_of(row, "quantity");
  line.unit_price = money_of(row, "unit_price");
  line.amount = money_of(row, "amount");
  line.note = text_of(row, "note");
  line.station = text_of(row, "station");
  for (const auto& option : row.at("options").as_array()) {
    const auto& it = option.as_object();
    line.options.push_back({string_of(it, "code"), string_of(it, "name"), money_of(it, "price_delta")});
  }
  for (const auto& component : row.at("components").as_array()) {
    const auto& it = component.as_object();
    line.components.push_back(
        {string_of(it, "sku"), string_of(it, "name"), int_of(it, "quantity"), string_of(it, "station")});
  }
  return line;
}

domain::Order to_order(const json::object& row) {
  domain::Order order;
  order.id = {uuid_of(row, "id")};
  order.store = order.id.store();
  order.status = status_of<domain::OrderStatus>(row);
  order.version = version_of(row);
  order.channel = word_of<domain::Channel>(row, "channel");
  order.service = to_service(row.at("service").as_object());
  for (const auto& line : row.at("lines").as_array()) order.lines.push_back(to_line(line.as_object()));
  order.total = money_of(row, "total_fen");
  order.timing = word_of<domain::PaymentTiming>(row, "payment_timing");
  order.note = text_of(row, "note");
  if (!null_of(row, "client_order_no")) order.client_order_no = text_of(row, "client_order_no");
  order.owner = text_of(row, "owner");
  order.business_date = text_of(row, "business_date");
  if (!null_of(row, "pickup_number")) order.pickup_number = integer_of(row, "pickup_number");
  order.created_at = instant_of(row, "created_at");
  order.expires_at = maybe_instant_of(row, "expires_at");
  order.updated_at = instant_of(row, "updated_at");
  return order;
}

domain::Intent to_intent(const json::object& row) {
  domain::Intent intent;
  intent.id = {uuid_of(row, "order_id")};
  intent.amount = money_of(row, "amount_fen");
  intent.status = status_of<domain::IntentStatus>(row);
  intent.version = version_of(row);
  intent.refunded = money_of(row, "refunded_fen");
  intent.expires_at = maybe_instant_of(row, "expires_at");
  return intent;
}

}  // namespace

domain::Service to_service(const json::object& row) {
  return {word_of<domain::ServiceKind>(row, "kind"), string_of(row, "table"), int_of(row, "guests")};
}

domain::Payment to_payment(const json::object& row) {
  domain::Payment payment;
  payment.id = {uuid_of(row, "id")};
  payment.method = word_of<domain::PaymentMethod>(row, "method");
  payment.account = text_of(row, "account");
  payment.status = status_of<domain::PaymentStatus>(row);
  payment.version = version_of(row);
  payment.amount = money_of(row, "amount_fen");
  payment.received = money_of(row, "received_fen");
  payment.refund_reserved = money_of(row, "refund_reserved_fen");
  payment.refunded = money_of(row, "refunded_fen");
  payment.effective = flag_of(row, "effective");
  payment.close_wanted = flag_of(row, "close_wanted");
  payment.transaction_id = text_of(row, "transaction_id");
  payment.failure = text_of(row, "failure");
  payment.action = json::serialize(row.at("action"));
  payment.request = json::serialize(row.at("request"));
  payment.idempotency_digest = bytes_of(row, "idempotency_digest");
  payment.fingerprint = bytes_of(row, "fingerprint");
  payment.queries = int_of(row, "queries");
  payment.next_query_at = maybe_instant_of(row, "next_query_at");
  payment.created_at = instant_of(row, "created_at");
  payment.settled_at = maybe_instant_of(row, "settled_at");
  return payment;
}

domain::Refund to_refund(const json::object& row) {
  domain::Refund refund;
  refund.id = {uuid_of(row, "id")};
  refund.payment = {uuid_of(row, "payment_id")};
  refund.status = status_of<domain::RefundStatus>(row);
  refund.version = version_of(row);
  refund.amount = money_of(row, "amount_fen");
  refund.cause = word_of<domain::RefundCause>(row, "cause");
  refund.reason = text_of(row, "reason");
  refund.refund_id = text_of(row, "refund_id");
  refund.failure = text_of(row, "failure");
  refund.requested_by = text_of(row, "requested_by");
  refund.idempotency_digest = bytes_of(row, "idempotency_digest");
  refund.fingerprint = bytes_of(row, "fingerprint");
  refund.attempts = int_of(row, "attempts");
  refund.next_attempt_at = maybe_instant_of(row, "next_attempt_at");
  refund.created_at = instant_of(row, "created_at");
  refund.settled_at = maybe_instant_of(row, "settled_at");
  return refund;
}

domain::Ticket to_ticket(const json::object& row) {
  domain::Ticket ticket;
  ticket.id = {uuid_of(row, "id")};
  ticket.station = text_of(row, "station");
  ticket.status = status_of<domain::TicketStatus>(row);
  ticket.version = version_of(row);
  for (const auto& item : row.at("items").as_array()) {
    const auto& it = item.as_object();
    domain::TicketItem made{string_of(it, "sku"),  string_of(it, "name"),   int_of(it, "quantity"), {},
                            string_of(it, "note"), string_of(it, "part_of")};
    for (const auto& option : it.at("options").as_array()) made.options.emplace_back(option.as_string());
    ticket.items.push_back(std::move(made));
  }
  ticket.queued_at = instant_of(row, "queued_at");
  ticket.started_at = maybe_instant_of(row, "started_at");
  ticket.done_at = maybe_instant_of(row, "done_at");
  ticket.served_at = maybe_instant_of(row, "served_at");
  return ticket;
}

domain::Family to_family(const json::object& document) {
  domain::Family family;
  family.order = to_order(document.at("order").as_object());
  family.intent = to_intent(document.at("intent").as_object());
  for (const auto& row : document.at("payments").as_array())
    family.payments.push_back(to_payment(row.as_object()));
  for (const auto& row : document.at("refunds").as_array())
    family.refunds.push_back(to_refund(row.as_object()));
  for (const auto& row : document.at("tickets").as_array())
    family.tickets.push_back(to_ticket(row.as_object()));
  const auto& policy = document.at("policy").as_object();
  family.policy.revive_late = flag_of(policy, "revive_late");
  family.policy.revive_within = std::chrono::duration_cast<std::chrono::minutes>(
      std::chrono::seconds{integer_of(policy, "revive_within_seconds")});
  family.policy.open = flag_of(policy, "open");
  return family;
}

json::object order_row(const domain::Family& family) {
  const auto& order = family.order;
  return {{"store_id", number(order.store)},
          {"id", order.id.uuid.text()},
          {"loaded", order.version.loaded},
          {"version", order.version.now},
          {"status", name(order.status)},
          {"pickup_number", order.pickup_number ? json::value(*order.pickup_number) : json::value(nullptr)},
          {"updated_at", to_timestamp(order.updated_at)}};
}

json::object intent_row(const domain::Family& family) {
  const auto& intent = family.intent;
  return {{"store_id", number(family.order.store)}, {"order_id", family.order.id.uuid.text()},
          {"loaded", intent.version.loaded},        {"version", intent.version.now},
          {"status", name(intent.status)},          {"refunded_fen", intent.refunded.fen()}};
}

json::object payment_row(const domain::Family& family, const domain::Payment& payment) {
  return {{"store_id", number(family.order.store)},
          {"id", payment.id.uuid.text()},
          {"loaded", payment.version.loaded},
          {"order_id", family.order.id.uuid.text()},
          {"version", payment.version.now},
          {"method", name(payment.method)},
          {"account", payment.account},
          {"status", name(payment.status)},
          {"amount_fen", payment.amount.fen()},
          {"received_fen", payment.received.fen()},
          {"refund_reserved_fen", payment.refund_reserved.fen()},
          {"refunded_fen", payment.refunded.fen()},
          {"effective", payment.effective},
          {"close_wanted", payment.close_wanted},
          {"transaction_id", payment.transaction_id},
          {"failure", payment.failure},
          {"action", payment.action.empty() ? json::value(json::object()) : json::parse(payment.action)},
          {"request", payment.request.empty() ? json::value(json::object()) : json::parse(payment.request)},
          {"idempotency_digest", to_bytea(payment.idempotency_digest)},
          {"fingerprint", to_bytea(payment.fingerprint)},
          {"queries", payment.queries},
          {"next_query_at", maybe(payment.next_query_at)},
          {"created_at", to_timestamp(payment.created_at)},
          {"settled_at", maybe(payment.settled_at)}};
}

json::object refund_row(const domain::Family& family, const domain::Refund& refund) {
  return {{"store_id", number(family.order.store)},
          {"id", refund.id.uuid.text()},
          {"loaded", refund.version.loaded},
          {"order_id", family.order.id.uuid.text()},
          {"payment_id", refund.payment.uuid.text()},
          {"version", refund.version.now},
          {"status", name(refund.status)},
          {"amount_fen", refund.amount.fen()},
          {"cause", name(refund.cause)},
          {"reason", refund.reason},
          {"requested_by", refund.requested_by},
          {"refund_id", refund.refund_id},
          {"failure", refund.failure},
          {"idempotency_digest", maybe_bytea(refund.idempotency_digest)},
          {"fingerprint", maybe_bytea(refund.fingerprint)},
          {"attempts", refund.attempts},
          {"next_attempt_at", maybe(refund.next_attempt_at)},
          {"created_at", to_timestamp(refund.created_at)},
          {"settled_at", maybe(refund.settled_at)}};
}

json::object ticket_row(const domain::Order& order, const domain::Ticket& ticket) {
  std::string items;
  append_items(items, ticket.items);
  return {{"store_id", number(order.store)},
          {"id", ticket.id.uuid.text()},
          {"loaded", ticket.version.loaded},
          {"order_id", order.id.uuid.text()},
          {"station", ticket.station},
          {"status", name(ticket.status)},
          {"version", ticket.version.now},
          {"pickup_number", order.pickup_number.value_or(0)},
          {"business_date", order.business_date},
          {"items", items},
          {"queued_at", to_timestamp(ticket.queued_at)},
          {"started_at", maybe(ticket.started_at)},
          {"done_at", maybe(ticket.done_at)},
          {"served_at", maybe(ticket.served_at)}};
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
