// One batch of notifications, on a session's thread: match, decide, write, acknowledge to ourselves.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/callbacks/config.h"
#include "services/callbacks/metrics.h"
#include "services/callbacks/take.h"
#include "services/postgres/inbox.h"

namespace lunchrush::callbacks {

// What became of one message; for the log and the metrics, after the commit.
struct SettledNotification {
  postgres::ClaimedNotification message;
  std::optional<domain::OrderId> order;  // none: nobody has its number
  Taken taken = Taken::unknown_number;
  postgres::NotificationOutcome outcome;
};

domain::Instant arrival(const postgres::ClaimedNotification& message);  // of its first delivery
// When a message is looked at again: `first`, doubled with each attempt, up to `most`.
std::chrono::milliseconds retry_after(int attempts, std::chrono::milliseconds first,
                                      std::chrono::milliseconds most);
// What a message ends as whose number nobody has: parked, until it has waited long enough.
postgres::NotificationOutcome unmatched(const postgres::ClaimedNotification& message,
                                        const ReconcileLimits& limits, domain::Instant now);
// What a message ends as that cannot be decided: parked, until it has been tried often enough.
postgres::NotificationOutcome undecided(const postgres::ClaimedNotification& message,
                                        const ReconcileLimits& limits, std::string failure);

// A message that breaks its transaction is tried alone, so that nobody waits behind it. Errors: unavailable,
// outcome_unknown: the leases bring back what is left, or the caller tries again.
domain::Result<std::vector<SettledNotification>> settle_notifications(
    postgres::Session& session, std::vector<postgres::ClaimedNotification> messages,
    const ReconcileLimits& limits, const Schedules& schedules);

struct Accepted {
  bool duplicate = false;  // known before
  // None: a duplicate, or stored for whoever claims it.
  std::optional<SettledNotification> settled;
};

// Messages that nobody has stored yet, stored and settled in one transaction. They are stored alone when that
// cannot be: one of them breaks it, or somebody holds an order longer than the session's lock_timeout. So
// none goes unacknowledged on account of what it leads to. Success means: committed. Errors: unavailable,
// outcome_unknown, internal.
std::vector<domain::Result<Accepted>> accept_notifications(postgres::Session& session,
                                                           std::span<const postgres::NewNotification> batch,
                                                           const ReconcileLimits& limits,
                                                           const Schedules& schedules);
// The same without settling anything: when a crowd waits.
std::vector<domain::Result<Accepted>> accept_unsettled(postgres::Session& session,
                                                       std::span<const postgres::NewNotification> batch);

// To the log and the metrics, once it is committed. From any thread.
void report(const SettledNotification& settled, CallbacksMetrics& metrics);

}  // namespace lunchrush::callbacks
