#include "services/postgres/rollups.h"

#include <algorithm>

#include "queries.h"
#include "services/postgres/array.h"
#include "services/postgres/reads.h"
#include "services/postgres/rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

constexpr int rows_max = 400;      // of a day: 288 slots (300 when clocks are put back), a few channels
constexpr int stations_max = 100;  // a kitchen has a dozen

}  // namespace

domain::Result<Folded> fold_events(Session& session, const FoldLimits& limits) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    Folded folded;
    Array stores{ElementType::bigint};
    const auto behind = session.run(transaction, sql::find_stores_behind, limits.stores_max);
    for (const auto& row : behind) stores.add(row[0].as<std::int64_t>());
    if (behind.empty()) return domain::Result<Folded>(folded);
    const auto share = std::max(1, limits.events_max / static_cast<int>(behind.size()));
    session.run(transaction, sql::lock_rollups, stores.parameter());
    for (const auto& row : session.run(transaction, sql::fold_events, stores.parameter(), share)) {
      const auto events = row[1].as<std::int64_t>();
      folded.events += events;
      folded.more = folded.more || events == share;
    }
    folded.more = folded.more || static_cast<int>(behind.size()) == limits.stores_max;
    return domain::Result<Folded>(folded);
  });
}

namespace {

Figures to_figures(Columns& columns) {
  Figures figures;
  figures.orders_placed = columns.integer();
  figures.placed = columns.money();
  figures.orders_accepted = columns.integer();
  figures.accepted = columns.money();
  figures.orders_cancelled = columns.integer();
  figures.orders_expired = columns.integer();
  figures.payments_received = columns.integer();
  figures.received = columns.money();
  figures.aside = columns.money();
  figures.refunded = columns.money();
  figures.returned = columns.money();
  return figures;
}

void add_row(Takings& takings, Columns columns) {
  auto channel = columns.string();
  const auto slot = columns.integer();
  const auto figures = to_figures(columns);
  if (!channel.empty())
    takings.channels.emplace_back(std::move(channel), figures);
  else if (slot != 0)
    takings.slots.emplace_back(domain::Instant{std::chrono::seconds{slot}}, figures);
  else
    takings.all = figures;
}

StationSpeed to_speed(Columns columns) {
  StationSpeed speed;
  speed.station = columns.string();
  speed.tickets = columns.integer();
  speed.p80_seconds = columns.small();
  speed.late_seconds = columns.small();
  speed.late = columns.integer();
  return speed;
}

std::vector<StationSpeed> run_kitchen_speed(Session& session, pqxx::transaction_base& transaction,
                                            domain::StoreId store, domain::Instant from,
                                            domain::Instant until) {
  std::vector<StationSpeed> speeds;
  for (const auto& row : session.run(transaction, sql::read_kitchen_speed, number(store), to_timestamp(from),
                                     to_timestamp(until), Pace{}.late_seconds, stations_max))
    speeds.push_back(to_speed(Columns(row)));
  return speeds;
}

}  // namespace

domain::Result<Takings> read_takings(Session& session, domain::StoreId store, domain::Instant from,
                                     domain::Instant until) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    Takings takings;
    const auto begins = to_timestamp(from), ends = to_timestamp(until);
    // The position first: what is added up between two reads is shown, and said to be waited for.
    const auto position = session.run(transaction, sql::read_rollup_position, number(store));
    takings.last_seq = position[0][0].as<std::int64_t>();
    takings.behind_seconds = position[0][1].as<double>();
    for (const auto& row : session.run(transaction, sql::read_takings, number(store), begins, ends, rows_max))
      add_row(takings, Columns(row));
    takings.kitchen = run_kitchen_speed(session, transaction, store, from, until);
    return domain::Result<Takings>(std::move(takings));
  });
}

domain::Result<std::vector<StationSpeed>> read_station_speeds(Session& session, domain::StoreId store,
                                                              domain::Instant from, domain::Instant until) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    return domain::Result<std::vector<StationSpeed>>(
        run_kitchen_speed(session, transaction, store, from, until));
  });
}

}  // namespace lunchrush::postgres
