#include "services/postgres/reads.h"

#include "queries.h"
#include "services/postgres/family_rows.h"
#include "services/postgres/order_arrays.h"
#include "services/postgres/order_json.h"
#include "services/postgres/rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {

domain::Result<domain::Family> read_family(Session& session, domain::OrderId order) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<domain::Family> {
    auto families = load_families(session, transaction, OrderIds(std::span(&order, 1)));
    if (families.empty()) return domain::Error{domain::ErrorCode::not_found, "no such order"};
    load_returns(session, transaction, families);
    return std::move(families.front());
  });
}

namespace {

using Families = std::vector<domain::Family>;

const char* maybe_text(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

// The first id of a millisecond, and what comes after all of them.
domain::Uuid first_id_at(domain::Instant at) { return domain::Uuid::v7(at, 0, domain::StoreId{0}); }
domain::Uuid beyond_all_ids() {
  domain::Uuid id;
  id.bytes.fill(0xff);
  return id;
}

pqxx::result find_orders(Session& session, pqxx::transaction_base& transaction, const OrderFilter& filter) {
  const auto store = number(filter.store);
  const auto* owner = maybe_text(filter.owner);
  if (filter.idempotency_digest)
    return session.run(transaction, sql::find_order_by_key, store,
                       digest_uuid(*filter.idempotency_digest).text(), owner);
  if (filter.client_order_no)
    return session.run(transaction, sql::find_order_by_number, store, *filter.client_order_no, owner);
  const auto from = filter.since ? first_id_at(*filter.since) : domain::Uuid{};
  auto to = filter.until ? first_id_at(*filter.until) : beyond_all_ids();
  if (filter.before) to = std::min(to, filter.before->uuid);
  return session.run(transaction, sql::list_orders, store, from.text(), to.text(), maybe_text(filter.status),
                     maybe_text(filter.business_date), owner, filter.limit);
}

// Of the few that a key or a number names.
bool fits(const domain::Family& family, const OrderFilter& filter) {
  const auto& order = family.order;
  return (!filter.status || *filter.status == name(order.status)) &&
         (!filter.business_date || *filter.business_date == order.business_date) &&
         (!filter.client_order_no || *filter.client_order_no == order.client_order_no) &&
         (!filter.before || order.id < *filter.before);
}

}  // namespace

domain::Result<std::vector<domain::Family>> list_orders(Session& session, const OrderFilter& filter) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<domain::OrderId> found;
    for (const auto& row : find_orders(session, transaction, filter))
      found.push_back({*domain::Uuid::from_text(row[0].c_str())});
    auto families = found.empty() ? Families() : load_families(session, transaction, OrderIds(found));
    std::erase_if(families, [&](const auto& family) { return !fits(family, filter); });
    load_returns(session, transaction, families);
    return domain::Result<Families>(std::move(families));
  });
}

domain::Result<std::vector<TimelineEntry>> read_timeline(Session& session, domain::OrderId order) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<TimelineEntry> entries;
    for (const auto& row :
         session.run(transaction, sql::read_timeline, number(order.store()), order.uuid.text())) {
      const auto object = domain::word_from_name<domain::Object>(row["object"].c_str());
      const auto id = domain::Uuid::from_text(row["object_id"].c_str());
      entries.push_back({from_timestamp(row["at"].c_str()), row["object"].c_str(),
                         wire_id(object.value(), id.value()), row["version"].as<int>(),
                         row["from_status"].c_str(), row["to_status"].c_str(), row["cause"].c_str(),
                         row["cause_id"].c_str(), row["detail"].c_str(), row["trace_id"].c_str()});
    }
    return domain::Result<std::vector<TimelineEntry>>(std::move(entries));
  });
}

namespace {

KitchenTicket kitchen_ticket(Columns columns, domain::StoreId store) {
  KitchenTicket shown;
  shown.order = {columns.uuid()};
  shown.ticket = to_ticket(columns);
  shown.store = store;
  shown.pickup_number = columns.integer();
  shown.channel = columns.word<domain::Channel>();
  shown.service = to_service(columns.text());
  shown.note = columns.text();
  return shown;
}

std::vector<Pace> read_paces(Session& session, pqxx::transaction_base& transaction, domain::StoreId store) {
  std::vector<Pace> paces;
  for (const auto& row : session.run(transaction, sql::read_paces, number(store)))
    paces.push_back(
        {row["station"].c_str(), row["warning_seconds"].as<int>(), row["late_seconds"].as<int>()});
  if (paces.empty() || !paces.front().station.empty()) paces.insert(paces.begin(), Pace{});
  return paces;
}

}  // namespace

domain::Result<TicketPage> list_tickets(Session& session, const TicketFilter& filter) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    TicketPage page;
    // The position first: whatever happens between the two reads is in the feed after it, and so seen twice,
    // never missed.
    page.last_seq =
        session.run(transaction, sql::read_feed_position, number(filter.store))[0][0].as<std::int64_t>();
    std::optional<std::string> after;
    if (filter.after) after = filter.after->uuid.text();
    for (const auto& row :
         session.run(transaction, sql::list_tickets, number(filter.store), maybe_text(filter.station),
                     maybe_text(filter.business_date), maybe_text(after), filter.limit))
      page.tickets.push_back(kitchen_ticket(Columns(row), filter.store));
    page.paces = read_paces(session, transaction, filter.store);
    return domain::Result<TicketPage>(std::move(page));
  });
}

}  // namespace lunchrush::postgres
