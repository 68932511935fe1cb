#include "services/postgres/family_changes.h"

#include <array>
#include <mutex>

#include "queries.h"
#include "services/postgres/event_data.h"
#include "services/postgres/rows.h"

namespace lunchrush::postgres {
namespace {

// The statement is composed of the parts that have rows: PostgreSQL would set up the others for nothing, at
// every execution, which is most of what a small change costs.
struct Part {
  const char* name;  // the member of the document
  const char* text;
  const char* written;  // how many rows of a table it wrote; empty: not counted
};

constexpr std::array<Part, 6> parts{{
    {"orders", sql::write_families_orders.text, "(SELECT count(*) FROM orders_written)"},
    {"intents", sql::write_families_intents.text, "(SELECT count(*) FROM intents_written)"},
    {"payments", sql::write_families_payments.text,
     "(SELECT count(*) FROM payments_new) + (SELECT count(*) FROM payments_written)"},
    {"refunds", sql::write_families_refunds.text,
     "(SELECT count(*) FROM refunds_new) + (SELECT count(*) FROM refunds_written)"},
    {"tickets", sql::write_families_tickets.text,
     "(SELECT count(*) FROM tickets_new) + (SELECT count(*) FROM tickets_written)"},
    {"steps", sql::write_families_steps.text, ""},
}};

struct Composed {
  std::string name, text;
};

// One for each set of parts, made when it is first needed, kept for as long as the program runs.
class Statements {
 public:
  Statement of(std::size_t set) {
    const std::scoped_lock lock(mutex_);
    auto& composed = made_.at(set);
    if (composed.text.empty()) composed = compose(set);
    return {composed.name.c_str(), composed.text.c_str()};
  }

 private:
  static Composed compose(std::size_t set) {
    Composed made{"write_families",
                  "WITH doc AS MATERIALIZED (SELECT $1::jsonb AS d, clock_timestamp() AS at)"};
    std::string counted;
    for (std::size_t i = 0; i != parts.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      made.name += std::string("_") + parts[i].name;
      made.text += std::string(",\n") + parts[i].text;
      if (*parts[i].written == '\0') continue;
      if (!counted.empty()) counted += " + ";
      counted += parts[i].written;
    }
    made.text += "\nSELECT " + counted;
    return made;
  }

  std::mutex mutex_;
  std::array<Composed, std::size_t{1} << parts.size()> made_;
};

}  // namespace

void FamilyChanges::add(const domain::Family& family, const Because& because) {
  add_rows(family);
  add_steps(family, because);
}

void FamilyChanges::add_rows(const domain::Family& family) {
  if (family.order.version.changed()) orders_.push_back(order_row(family));
  if (family.intent.version.changed()) intents_.push_back(intent_row(family));
  for (const auto& payment : family.payments)
    if (payment.version.changed()) payments_.push_back(payment_row(family, payment));
  for (const auto& refund : family.refunds)
    if (refund.version.changed()) refunds_.push_back(refund_row(family, refund));
  for (const auto& ticket : family.tickets)
    if (ticket.version.changed()) tickets_.push_back(ticket_row(family.order, ticket));
}

void FamilyChanges::add_steps(const domain::Family& family, const Because& because) {
  for (const auto& step : family.transitions)
    steps_.push_back({{"place", steps_.size()},
                      {"store_id", number(family.order.store)},
                      {"order_id", family.order.id.uuid.text()},
                      {"object", name(step.object)},
                      {"object_id", step.object_id.text()},
                      {"version", step.version},
                      {"from_status", step.from},
                      {"to_status", step.to},
                      {"cause", name(because.cause)},
                      {"cause_id", because.id},
                      {"detail", step.detail},
                      {"trace_id", because.trace_id},
                      {"kind", event_kind(step)},
                      {"order_version", step.version},
                      {"data", event_data(family, step)}});
}

void FamilyChanges::write(Session& session, pqxx::transaction_base& transaction) const {
  static Statements statements;
  const std::array<const json::array*, parts.size()> rows{&orders_,  &intents_, &payments_,
                                                          &refunds_, &tickets_, &steps_};
  json::object document;
  std::size_t set = 0;
  std::size_t expected = 0;
  for (std::size_t i = 0; i != parts.size(); ++i) {
    if (rows[i]->empty()) continue;
    set |= std::size_t{1} << i;
    if (*parts[i].written != '\0') expected += rows[i]->size();
    document[parts[i].name] = *rows[i];
  }
  if (expected == 0) return;
  const auto written = session.run(transaction, statements.of(set), json::serialize(document));
  if (written[0][0].as<std::size_t>() != expected) throw GuardLost();
}

}  // namespace lunchrush::postgres
