#include "services/postgres/orders.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "queries.h"
#include "services/crypto/digest.h"
#include "services/postgres/event_data.h"
#include "services/postgres/rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

using Answers = std::vector<domain::Result<PlacedOrder>>;
using domain::Error;
using domain::ErrorCode;

json::array event_rows(const NewOrder& wanted) {
  json::array events{{{"place", 0},
                      {"kind", "order." + std::string(name(wanted.order.status))},
                      {"data", order_event_data(wanted.order)}}};
  for (const auto& ticket : wanted.tickets)
    events.push_back({{"place", events.size()},
                      {"kind", "ticket.queued"},
                      {"data", ticket_event_data(wanted.order, ticket)}});
  return events;
}

json::array ticket_rows(const NewOrder& wanted) {
  json::array tickets;
  for (const auto& ticket : wanted.tickets)
    tickets.push_back(
        {{"id", ticket.id.uuid.text()}, {"station", ticket.station}, {"items", items_row(ticket.items)}});
  return tickets;
}

json::object insert_row(const NewOrder& wanted) {
  const auto& order = wanted.order;
  return {{"store_id", number(order.store)},
          {"id", order.id.uuid.text()},
          {"intent_id", wanted.intent.id.uuid.text()},
          {"merchant_id", number(wanted.merchant)},
          {"idempotency_digest", to_bytea(wanted.idempotency_digest)},
          {"fingerprint", to_bytea(wanted.fingerprint)},
          {"owner", order.owner},
          {"channel", name(order.channel)},
          {"service", service_row(order.service)},
          {"lines", lines_row(order.lines)},
          {"note", order.note},
          {"client_order_no",
           order.client_order_no.empty() ? json::value(nullptr) : json::value(order.client_order_no)},
          {"total_fen", order.total.fen()},
          {"payment_timing", name(order.timing)},
          {"menu_version", wanted.menu_version},
          {"status", name(order.status)},
          {"intent_status", name(wanted.intent.status)},
          {"business_date", order.business_date},
          {"pickup_number", order.pickup_number ? json::value(*order.pickup_number) : json::value(nullptr)},
          {"request_id", wanted.request_id},
          {"trace_id", wanted.trace_id},
          {"created_at", to_timestamp(order.created_at)},
          {"expires_at", maybe(order.expires_at)},
          {"tickets", ticket_rows(wanted)},
          {"events", event_rows(wanted)}};
}

// Postpay orders start accepted and so need their number before they are inserted; what a replay reserves is
// a gap.
void reserve_pickup_numbers(Session& session, pqxx::transaction_base& transaction,
                            std::span<NewOrder> batch) {
  std::map<std::pair<std::uint32_t, std::string>, std::vector<NewOrder*>> wanting;
  for (auto& wanted : batch)
    if (wanted.order.status == domain::OrderStatus::accepted)
      wanting[{number(wanted.order.store), wanted.order.business_date}].push_back(&wanted);
  if (wanting.empty()) return;
  json::array rows;
  for (const auto& [day, those] : wanting)
    rows.push_back({{"store_id", day.first}, {"business_date", day.second}, {"wanted", those.size()}});
  for (const auto& row : session.run(transaction, sql::reserve_pickup_numbers, json::serialize(rows))) {
    const auto& those = wanting.at({row[0].as<std::uint32_t>(), row[1].c_str()});
    auto next = row[2].as<std::int64_t>() - static_cast<std::int64_t>(those.size());
    for (auto* wanted : those) wanted->order.pickup_number = ++next;
  }
}

std::unordered_set<std::string> insert(Session& session, pqxx::transaction_base& transaction,
                                       std::span<NewOrder> batch) {
  json::array rows;
  rows.reserve(batch.size());
  for (const auto& wanted : batch)
    if (!wanted.replay_only) rows.push_back(insert_row(wanted));
  std::unordered_set<std::string> inserted;
  if (rows.empty()) return inserted;
  for (const auto& row : session.run(transaction, sql::insert_orders, json::serialize(rows)))
    inserted.insert(row[0].c_str());
  return inserted;
}

// The order as its first answer showed it: later steps are not part of a replay.
PlacedOrder as_placed(const json::object& order_document, const json::object& intent_document) {
  const json::object document{
      {"order", order_document},
      {"intent", intent_document},
      {"payments", json::array()},
      {"refunds", json::array()},
      {"tickets", json::array()},
      {"policy", {{"revive_late", false}, {"revive_within_seconds", 0}, {"open", false}}}};
  auto family = to_family(document);
  auto& order = family.order;
  const bool prepay = order.timing == domain::PaymentTiming::prepay;
  order.status = prepay ? domain::OrderStatus::awaiting_payment : domain::OrderStatus::accepted;
  order.version = {1, 1};
  order.updated_at = order.created_at;
  if (prepay) order.pickup_number.reset();
  family.intent.status = domain::IntentStatus::requires_payment;
  family.intent.refunded = domain::Money{};
  family.intent.version = {1, 1};
  return {std::move(order), std::move(family.intent), true};
}

domain::Result<PlacedOrder> explain(const pqxx::row& row, const NewOrder& wanted) {
  if (row["order"].is_null()) {
    if (wanted.replay_only || row["menu_version"].as<std::int64_t>() != wanted.menu_version)
      return Error{ErrorCode::menu_changed, "the menu changed while the order was placed"};
    return Error{ErrorCode::client_order_no_taken,
                 "another order of this store has this client_order_no",
                 {{"/client_order_no", "taken", "use a number of your own once"}}};
  }
  if (row["fingerprint"].c_str() != crypto::to_hex(wanted.fingerprint))
    return Error{ErrorCode::idempotency_key_reused, "this key placed another order before"};
  return as_placed(json::parse(row["order"].c_str()).as_object(),
                   json::parse(row["intent"].c_str()).as_object());
}

void answer_replays(Session& session, pqxx::transaction_base& transaction, std::span<NewOrder> batch,
                    const std::vector<std::size_t>& places, Answers& answers) {
  json::array rows;
  for (const auto place : places)
    rows.push_back({{"place", place},
                    {"store_id", number(batch[place].order.store)},
                    {"idempotency_digest", to_bytea(batch[place].idempotency_digest)}});
  for (const auto& row : session.run(transaction, sql::select_replays, json::serialize(rows))) {
    const auto place = row["place"].as<std::size_t>();
    answers[place] = explain(row, batch[place]);
  }
}

Answers place_once(Session& session, std::span<NewOrder> batch) {
  Answers answers;
  auto committed = session.in_transaction([&](pqxx::transaction_base& transaction) {
    answers.assign(batch.size(), Error{ErrorCode::not_found, "no such store"});
    reserve_pickup_numbers(session, transaction, batch);
    const auto inserted = insert(session, transaction, batch);
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i != batch.size(); ++i) {
      if (inserted.contains(batch[i].order.id.uuid.text()))
        answers[i] = PlacedOrder{batch[i].order, batch[i].intent, false};
      else
        others.push_back(i);
    }
    if (!others.empty()) answer_replays(session, transaction, batch, others, answers);
  });
  if (!committed) answers.assign(batch.size(), committed.error());
  return answers;
}

}  // namespace

std::vector<domain::Result<PlacedOrder>> place_orders(Session& session, std::span<NewOrder> batch) {
  auto answers = place_once(session, batch);
  // A statement that PostgreSQL refuses for one row's sake refuses the batch: halve it until the row stands
  // alone.
  const bool refused = answers.front().has_error() && answers.front().error().code == ErrorCode::internal;
  if (!refused || batch.size() == 1) return answers;
  const auto half = batch.size() / 2;
  answers = place_orders(session, batch.first(half));
  auto rest = place_orders(session, batch.subspan(half));
  std::ranges::move(rest, std::back_inserter(answers));
  return answers;
}

}  // namespace lunchrush::postgres
