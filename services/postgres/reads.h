// What people and screens read. Nothing here takes a lock. Errors: not_found, unavailable, internal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/domain/family.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

domain::Result<domain::Family> read_family(Session& session, domain::OrderId order);

struct OrderFilter {
  domain::StoreId store{};
  // Each of these names one order at most; the rest narrows it.
  std::optional<std::string> client_order_no;
  std::optional<std::string> idempotency_digest;
  // What a list looks at, by when orders were placed, to the millisecond: all, when not given.
  std::optional<domain::Instant> since, until;
  std::optional<std::string> status;
  std::optional<std::string> business_date;  // YYYY-MM-DD, checked by the caller
  std::optional<std::string> owner;          // a guest sees only its own
  std::optional<domain::OrderId> before;     // keyset: newest first
  int limit = 50;
};
domain::Result<std::vector<domain::Family>> list_orders(Session& session, const OrderFilter& filter);

struct TimelineEntry {
  domain::Instant at{};
  std::string object, object_id;  // the id in its wire form
  int version = 0;
  std::string from, to, cause, cause_id, detail, trace_id;
};
domain::Result<std::vector<TimelineEntry>> read_timeline(Session& session, domain::OrderId order);

struct KitchenTicket {
  domain::Ticket ticket;
  domain::OrderId order;
  domain::StoreId store{};
  std::int64_t pickup_number = 0;
  domain::Channel channel{};
  domain::Service service;
  std::string note;
};
struct TicketFilter {
  domain::StoreId store{};
  std::optional<std::string> station;
  std::optional<std::string> business_date;  // all of that day; else what is not served or voided
  std::optional<domain::TicketId> after;     // keyset: oldest first
  int limit = 200;
};
// From when a ticket of a station is shown as a warning and as late.
struct Pace {
  std::string station;  // empty: every station without a pace of its own
  int warning_seconds = 300;
  int late_seconds = 600;
};
struct TicketPage {
  std::vector<KitchenTicket> tickets;
  std::int64_t last_seq = 0;  // of the feed, read before the tickets
  std::vector<Pace> paces;    // the one for all others first
};
domain::Result<TicketPage> list_tickets(Session& session, const TicketFilter& filter);

}  // namespace lunchrush::postgres
