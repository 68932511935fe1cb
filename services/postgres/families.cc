#include "services/postgres/families.h"

#include <algorithm>

#include "queries.h"
#include "services/postgres/family_changes.h"
#include "services/postgres/family_rows.h"
#include "services/postgres/pickup_numbers.h"

namespace lunchrush::postgres {
namespace {

// What `lock` locks of these orders: all of them that exist, or those that nobody holds.
std::vector<domain::Family> load_locked(Session& session, pqxx::transaction_base& transaction,
                                        std::span<const domain::OrderId> orders, const Statement& lock) {
  const OrderIds named(orders);
  std::vector<domain::OrderId> locked;
  for (const auto& row : session.run(transaction, lock, named.store.parameter(), named.id.parameter()))
    locked.push_back({*domain::Uuid::from_text(row[0].c_str())});
  if (locked.empty()) return {};
  auto families = load_families(session, transaction, OrderIds(locked));
  load_tickets(session, transaction, families);
  return families;
}

// An order named twice is one family.
std::vector<domain::OrderId> sorted_and_distinct(std::vector<domain::OrderId> orders) {
  std::ranges::sort(orders);
  orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
  return orders;
}

// An accepted order gets its number in the transaction that accepts it.
void number_accepted(Session& session, pqxx::transaction_base& transaction,
                     std::vector<domain::Family>& families) {
  std::vector<domain::Order*> accepted;
  for (auto& family : families)
    if (family.order.status == domain::OrderStatus::accepted && !family.order.pickup_number)
      accepted.push_back(&family.order);
  give_pickup_numbers(session, transaction, accepted);
}

}  // namespace

domain::Result<void> change_family(Session& session, domain::OrderId order, const Because& because,
                                   const std::function<domain::Result<void>(domain::Family&)>& decide,
                                   const std::function<void(pqxx::transaction_base&)>& also) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    auto families = load_locked(session, transaction, std::span(&order, 1), sql::lock_families);
    if (families.empty()) return domain::Error{domain::ErrorCode::not_found, "no such order"};
    if (auto decided = decide(families.front()); !decided) return decided;
    number_accepted(session, transaction, families);
    FamilyChanges changes;
    changes.add(families.front(), because);
    changes.write(session, transaction);
    if (also) also(transaction);
    return {};
  });
}

domain::Result<void> change_families(Session& session, std::span<const domain::OrderId> orders,
                                     const std::function<Because(std::size_t)>& because,
                                     const std::function<void(domain::Family&, std::size_t)>& decide,
                                     const std::function<void(pqxx::transaction_base&)>& also) {
  const auto distinct = sorted_and_distinct({orders.begin(), orders.end()});
  const auto first_place = [&](domain::OrderId id) {
    return static_cast<std::size_t>(std::ranges::find(orders, id) - orders.begin());
  };
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    auto families = distinct.empty() ? std::vector<domain::Family>()
                                     : load_locked(session, transaction, distinct, sql::lock_families);
    for (auto& family : families) decide(family, first_place(family.order.id));
    number_accepted(session, transaction, families);
    FamilyChanges changes;
    for (const auto& family : families) changes.add(family, because(first_place(family.order.id)));
    changes.write(session, transaction);
    if (also) also(transaction);
    return {};
  });
}

std::vector<domain::Result<Carried>> carry_out(Session& session, std::span<const FamilyCommand> commands) {
  std::vector<domain::OrderId> orders;
  for (const auto& command : commands) orders.push_back(command.order);
  const auto distinct = sorted_and_distinct(orders);
  std::vector<domain::Result<Carried>> answers(commands.size(), Carried::alone);
  const auto committed =
      session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
        answers.assign(commands.size(), Carried::alone);
        std::vector<domain::Family> decided;
        std::vector<const FamilyCommand*> behind;  // each of these
        for (auto& family : load_locked(session, transaction, distinct, sql::lock_free_families)) {
          const auto place =
              static_cast<std::size_t>(std::ranges::find(orders, family.order.id) - orders.begin());
          if (auto outcome = commands[place].decide(family); !outcome) {
            answers[place] = outcome.error();
            continue;
          }
          answers[place] = Carried::out;
          behind.push_back(&commands[place]);
          decided.push_back(std::move(family));
        }
        number_accepted(session, transaction, decided);
        FamilyChanges changes;
        for (std::size_t i = 0; i != decided.size(); ++i) changes.add(decided[i], behind[i]->because);
        changes.write(session, transaction);
        for (const auto* command : behind) command->also(session, transaction);
        return {};
      });
  if (committed) return answers;
  // What was refused was refused. If nothing was done of the others each goes alone: who is to blame (for a
  // row that is held too long, or that broke the statement) shows then, and the others are done.
  const bool unknown = committed.error().code == domain::ErrorCode::outcome_unknown;
  for (auto& answer : answers)
    if (answer) answer = unknown ? domain::Result<Carried>(committed.error()) : Carried::alone;
  return answers;
}

domain::Result<void> carry_out_alone(Session& session, const FamilyCommand& command) {
  return change_family(session, command.order, command.because, command.decide,
                       [&](pqxx::transaction_base& transaction) { command.also(session, transaction); });
}

namespace {

domain::Result<domain::OrderId> find_order(Session& session, const Statement& statement,
                                           const domain::Uuid& id) {
  return session.in_reading([&](pqxx::transaction_base& transaction) -> domain::Result<domain::OrderId> {
    const auto rows = session.run(transaction, statement, number(id.store()), id.text());
    if (rows.empty()) return domain::Error{domain::ErrorCode::not_found, "no such number"};
    return domain::OrderId{*domain::Uuid::from_text(rows[0][0].c_str())};
  });
}

}  // namespace

domain::Result<domain::OrderId> order_of(Session& session, domain::PaymentId payment) {
  return find_order(session, sql::order_of_payment, payment.uuid);
}
domain::Result<domain::OrderId> order_of(Session& session, domain::RefundId refund) {
  return find_order(session, sql::order_of_refund, refund.uuid);
}
domain::Result<domain::OrderId> order_of(Session& session, domain::TicketId ticket) {
  return find_order(session, sql::order_of_ticket, ticket.uuid);
}

}  // namespace lunchrush::postgres
