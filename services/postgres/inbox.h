// The inbox of notifications: stored before they are acknowledged, claimed by plain guarded updates with a
// lease.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/domain/evidence.h"
#include "services/domain/ids.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

using Evidence = std::variant<domain::PaymentEvidence, domain::RefundEvidence>;

struct NewNotification {
  domain::NotificationId id;
  domain::StoreId store{};  // of the number it names; StoreId{0} when that is none of ours
  std::string account;
  std::string notify_id;
  Evidence evidence;
  std::string headers;  // JSON object of what was signed
  std::string body;
  std::string trace_id;
};

struct ClaimedNotification {
  domain::NotificationId id;
  domain::StoreId store{};
  std::string account;
  Evidence evidence;
  int attempts = 0;  // this one included
  std::string trace_id;
};

struct Stored {
  bool duplicate = false;  // known before: only its count of deliveries grew
};

// One transaction for all, for whoever claims them. Every answer of success means: committed. Errors:
// unavailable, outcome_unknown, internal.
std::vector<domain::Result<Stored>> store_notifications(Session& session,
                                                        std::span<const NewNotification> batch);

// Takes up to `limit` that are due; until the lease ends nobody else gets them.
domain::Result<std::vector<ClaimedNotification>> claim_notifications(Session& session,
                                                                     const std::string& worker, int limit,
                                                                     std::chrono::milliseconds lease);

enum class NotificationEnd { applied, parked, dead };
std::string_view name(NotificationEnd end);
struct NotificationOutcome {
  domain::NotificationId id;
  domain::StoreId store{};
  NotificationEnd end{};
  std::string failure;
  std::chrono::milliseconds retry_after{};  // parked only: when it is matched again
};
// Inside somebody's transaction, so that the effect and its acknowledgement are one (see change_families'
// `also`).
void finish_notifications(Session& session, pqxx::transaction_base& transaction,
                          std::span<const NotificationOutcome> outcomes);
// Likewise, messages that are not stored yet, each with its end; without outcomes they wait for whoever
// claims them. A message that was known keeps the end it has. One answer for each.
std::vector<Stored> insert_notifications(Session& session, pqxx::transaction_base& transaction,
                                         std::span<const NewNotification> batch,
                                         std::span<const NotificationOutcome> outcomes);

}  // namespace lunchrush::postgres
