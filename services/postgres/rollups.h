// What a store took and how fast its kitchen was: added up from its feed, and read. (The tables: 0010.)
#pragma once

#include <string>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/money.h"
#include "services/domain/time.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct FoldLimits {
  int stores_max = 256;    // in one transaction …
  int events_max = 8'000;  // … and of all of them together: some tens of milliseconds
};
struct Folded {
  std::int64_t events = 0;
  bool more = false;  // some store was not finished
};
// Adds waiting events to the rollups of the stores that are furthest behind: each event once, whoever else
// does the same. Errors: unavailable, internal.
domain::Result<Folded> fold_events(Session& session, const FoldLimits& limits);

struct Figures {
  std::int64_t orders_placed = 0, orders_accepted = 0, orders_cancelled = 0, orders_expired = 0;
  std::int64_t payments_received = 0;
  domain::Money placed, accepted;
  domain::Money received, aside;     // what settled orders; what came in as surplus or in conflict
  domain::Money refunded, returned;  // of the one, and of the surplus
};
struct StationSpeed {
  std::string station;
  std::int64_t tickets = 0;
  int p80_seconds = 0;
  int late_seconds = 0;
  std::int64_t late = 0;
};
struct Takings {
  Figures all;
  std::vector<std::pair<std::string, Figures>> channels;
  std::vector<std::pair<domain::Instant, Figures>> slots;  // those in which something happened
  std::vector<StationSpeed> kitchen;
  std::int64_t last_seq = 0;  // of the feed, as far as it was added up
  double behind_seconds = 0;  // how long the event after it has waited; 0: there is none
};
// Errors: unavailable, internal.
domain::Result<Takings> read_takings(Session& session, domain::StoreId store, domain::Instant from,
                                     domain::Instant until);
// The kitchen's part of it alone. Errors: unavailable, internal.
domain::Result<std::vector<StationSpeed>> read_station_speeds(Session& session, domain::StoreId store,
                                                              domain::Instant from, domain::Instant until);

}  // namespace lunchrush::postgres
