#include "services/postgres/order_arrays.h"

#include <algorithm>
#include <stdexcept>

#include "queries.h"
#include "services/postgres/array.h"
#include "services/postgres/event_data.h"
#include "services/postgres/order_json.h"

namespace lunchrush::postgres {
namespace {

using enum ElementType;

constexpr std::size_t sha256_bytes = 32;

struct OrderArrays {
  Array store{bigint}, id{uuid}, merchant{bigint}, digest{uuid}, fingerprint{uuid}, owner{text},
      channel{text}, service{json}, lines{json}, note{text}, client_order_no{text}, total{bigint},
      menu_version{bigint}, business_date{date}, pickup_number{integer}, request_id{text}, trace_id{text},
      created_at{timestamptz}, expires_at{timestamptz}, event{text};

  void add(const NewOrder& wanted, std::string& scratch) {
    const auto& order = wanted.order;
    store.add(std::int64_t{number(order.store)});
    id.add(order.id.uuid);
    merchant.add(std::int64_t{number(wanted.merchant)});
    digest.add(digest_uuid(wanted.idempotency_digest));
    fingerprint.add(digest_uuid(wanted.fingerprint));
    owner.add(std::string_view(order.owner));
    channel.add(name(order.channel));
    scratch.clear();
    append_service(scratch, order.service);
    service.add(std::string_view(scratch));
    scratch.clear();
    append_lines(scratch, order.lines);
    lines.add(std::string_view(scratch));
    note.add(std::string_view(order.note));
    order.client_order_no.empty() ? client_order_no.add_null()
                                  : client_order_no.add(std::string_view(order.client_order_no));
    total.add(order.total.fen());
    menu_version.add(wanted.menu_version);
    business_date.add_date(order.business_date);
    pickup_number.add(order.pickup_number);
    request_id.add(std::string_view(wanted.request_id));
    trace_id.add(std::string_view(wanted.trace_id));
    created_at.add(order.created_at);
    expires_at.add(order.expires_at);
    event.add(std::string_view(order_event_data(order)));
  }
};

struct TicketArrays {
  Array store{bigint}, id{uuid}, order_id{uuid}, station{text}, pickup_number{integer}, business_date{date},
      items{jsonb}, queued_at{timestamptz}, event{text};

  void add(const domain::Order& order, const domain::Ticket& ticket) {
    store.add(std::int64_t{number(order.store)});
    id.add(ticket.id.uuid);
    order_id.add(order.id.uuid);
    station.add(std::string_view(ticket.station));
    pickup_number.add(order.pickup_number);
    business_date.add_date(order.business_date);
    std::string written;
    append_items(written, ticket.items);
    items.add(std::string_view(written));
    queued_at.add(ticket.queued_at);
    event.add(std::string_view(ticket_event_data(order, ticket)));
  }
};

}  // namespace

domain::Uuid digest_uuid(std::string_view sha256) {
  if (sha256.size() != sha256_bytes) throw std::runtime_error("a digest that is not a SHA-256");
  domain::Uuid stored;
  std::ranges::copy(sha256.substr(0, stored.bytes.size()), stored.bytes.begin());
  return stored;
}

namespace {

// insert_order_if_new.sql knows no other.
bool is_single_to_be_paid(std::span<const NewOrder* const> orders) {
  if (orders.size() != 1) return false;
  const auto& order = orders.front()->order;
  return order.status == domain::OrderStatus::awaiting_payment && order.expires_at && !order.pickup_number;
}

std::size_t insert_single(Session& session, pqxx::transaction_base& transaction, const NewOrder& wanted) {
  OrderArrays a;
  std::string scratch;
  a.add(wanted, scratch);
  const auto& number = wanted.order.client_order_no;
  const auto rows = session.run(
      transaction, sql::insert_order_if_new, a.store.only_element(), a.id.only_element(),
      a.merchant.only_element(), a.digest.only_element(), a.fingerprint.only_element(),
      a.owner.only_element(), a.channel.only_element(), a.service.only_element(), a.lines.only_element(),
      a.note.only_element(), pqxx::binarystring(number.data(), number.size()), a.total.only_element(),
      a.menu_version.only_element(), a.business_date.only_element(), a.request_id.only_element(),
      a.trace_id.only_element(), a.created_at.only_element(), a.expires_at.only_element(),
      a.event.only_element());
  return rows[0][0].as<std::size_t>();
}

}  // namespace

std::size_t insert_orders(Session& session, pqxx::transaction_base& transaction,
                          std::span<const NewOrder* const> orders, WhenTaken when_taken) {
  if (when_taken == WhenTaken::pass_over && is_single_to_be_paid(orders))
    return insert_single(session, transaction, *orders.front());
  OrderArrays a;
  std::string scratch;
  for (const auto* wanted : orders) a.add(*wanted, scratch);
  const auto& statement = when_taken == WhenTaken::fail ? sql::insert_orders : sql::insert_orders_if_new;
  const auto rows = session.run(transaction, statement, a.store.parameter(), a.id.parameter(),
                                a.merchant.parameter(), a.digest.parameter(), a.fingerprint.parameter(),
                                a.owner.parameter(), a.channel.parameter(), a.service.parameter(),
                                a.lines.parameter(), a.note.parameter(), a.client_order_no.parameter(),
                                a.total.parameter(), a.menu_version.parameter(), a.business_date.parameter(),
                                a.pickup_number.parameter(), a.request_id.parameter(), a.trace_id.parameter(),
                                a.created_at.parameter(), a.expires_at.parameter(), a.event.parameter());
  return rows[0][0].as<std::size_t>();
}

void insert_tickets(Session& session, pqxx::transaction_base& transaction,
                    std::span<const NewOrder* const> orders) {
  TicketArrays a;
  bool any = false;
  for (const auto* wanted : orders)
    for (const auto& ticket : wanted->tickets) {
      any = true;
      a.add(wanted->order, ticket);
    }
  if (!any) return;
  session.run(transaction, sql::insert_tickets, a.store.parameter(), a.id.parameter(), a.order_id.parameter(),
              a.station.parameter(), a.pickup_number.parameter(), a.business_date.parameter(),
              a.items.parameter(), a.queued_at.parameter(), a.event.parameter());
}

}  // namespace lunchrush::postgres
