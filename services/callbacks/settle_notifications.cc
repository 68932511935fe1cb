#include "services/callbacks/settle_notifications.h"

#include <algorithm>
#include <map>

#include "services/postgres/families.h"
#include "services/postgres/numbers.h"
#include "services/telemetry/log.h"

namespace lunchrush::callbacks {
namespace {

using domain::ErrorCode;
using postgres::ClaimedNotification;
using postgres::NotificationEnd;
using postgres::NotificationOutcome;
using Batch = std::span<SettledNotification>;

// Our own number that the message names; nullopt: it names none of ours.
std::optional<postgres::Number> number_in(const ClaimedNotification& message) {
  if (const auto* payment = std::get_if<domain::PaymentEvidence>(&message.evidence)) {
    const auto id = domain::PaymentId::from_text(payment->out_trade_no);
    return id ? std::optional<postgres::Number>(*id) : std::nullopt;
  }
  const auto id =
      domain::RefundId::from_text(std::get<domain::RefundEvidence>(message.evidence).out_refund_no);
  return id ? std::optional<postgres::Number>(*id) : std::nullopt;
}

domain::Result<void> match(postgres::Session& session, Batch batch) {
  std::vector<postgres::Number> numbers;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i != batch.size(); ++i) {
    const auto number = number_in(batch[i].message);
    if (!number) continue;
    numbers.push_back(*number);
    places.push_back(i);
  }
  if (numbers.empty()) return {};
  const auto orders = postgres::orders_of(session, numbers);
  if (!orders) return orders.error();
  for (std::size_t i = 0; i != places.size(); ++i) batch[places[i]].order = (*orders)[i];
  return {};
}

Taken take_message(domain::Family& family, const ClaimedNotification& message, const Schedules& schedules,
                   const domain::Moment& moment) {
  const auto number = number_in(message);
  if (const auto* payment = std::get_if<domain::PaymentEvidence>(&message.evidence))
    return take(family, PaymentStatement{std::get<domain::PaymentId>(*number), message.account, *payment},
                schedules, moment);
  return take(family,
              RefundStatement{std::get<domain::RefundId>(*number), message.account,
                              std::get<domain::RefundEvidence>(message.evidence)},
              schedules, moment);
}

NotificationOutcome outcome_of(const ClaimedNotification& message, Taken taken) {
  NotificationOutcome outcome{
      .id = message.id, .store = message.store, .end = NotificationEnd::applied, .failure = {}};
  if (taken == Taken::applied || taken == Taken::quarantined) return outcome;
  // Authentic, and yet not about our money: no repeat makes it so.
  outcome.end = NotificationEnd::dead;
  outcome.failure = name(taken);
  return outcome;
}

std::vector<NotificationOutcome> outcomes_of(Batch batch) {
  std::vector<NotificationOutcome> outcomes;
  for (const auto& settled : batch) outcomes.push_back(settled.outcome);
  return outcomes;
}

postgres::Because because_of(const ClaimedNotification& message) {
  return {.cause = domain::Cause::notification, .id = message.id.text(), .trace_id = message.trace_id};
}

// The end of each, in the transaction that changes the families.
using Acknowledge = std::function<void(pqxx::transaction_base&)>;

// One transaction: the families, and the messages' own ends.
domain::Result<void> settle_batch(postgres::Session& session, Batch batch, const ReconcileLimits& limits,
                                  const Schedules& schedules, const Acknowledge& acknowledge) {
  std::vector<domain::OrderId> orders;
  std::vector<std::size_t> places;
  const auto moment = moment_now();
  for (std::size_t i = 0; i != batch.size(); ++i) {
    batch[i].outcome = unmatched(batch[i].message, limits, moment.now);
    if (!batch[i].order) continue;
    orders.push_back(*batch[i].order);
    places.push_back(i);
  }
  const auto because = [&](std::size_t i) { return because_of(batch[places[i]].message); };
  const auto decide = [&](domain::Family& family, std::size_t) {
    for (const auto place : places) {
      auto& settled = batch[place];
      if (*settled.order != family.order.id) continue;
      settled.taken = take_message(family, settled.message, schedules, moment);
      settled.outcome = outcome_of(settled.message, settled.taken);
    }
  };
  return postgres::change_families(session, orders, because, decide, acknowledge);
}

domain::Result<void> settle_claimed(postgres::Session& session, Batch batch, const ReconcileLimits& limits,
                                    const Schedules& schedules) {
  const auto acknowledge = [&](pqxx::transaction_base& transaction) {
    postgres::finish_notifications(session, transaction, outcomes_of(batch));
  };
  return settle_batch(session, batch, limits, schedules, acknowledge);
}

// Tried alone and failed: its own end is written in a transaction that does nothing else.
domain::Result<void> set_aside(postgres::Session& session, SettledNotification& settled,
                               const ReconcileLimits& limits, std::string failure) {
  settled.outcome = undecided(settled.message, limits, std::move(failure));
  const auto acknowledge = [&](pqxx::transaction_base& transaction) {
    postgres::finish_notifications(session, transaction, std::span(&settled.outcome, 1));
  };
  return postgres::change_families(session, {}, {}, {}, acknowledge);
}

domain::Result<void> settle_one_by_one(postgres::Session& session, Batch batch, const ReconcileLimits& limits,
                                       const Schedules& schedules) {
  for (auto& settled : batch) {
    auto outcome = settle_claimed(session, Batch(&settled, 1), limits, schedules);
    if (outcome) continue;
    if (outcome.error().code != ErrorCode::internal) return outcome;
    if (auto aside = set_aside(session, settled, limits, outcome.error().detail); !aside) return aside;
  }
  return {};
}

telemetry::Level level_of(const SettledNotification& settled) {
  // A dead letter and a payment in quarantine wait for a person.
  if (settled.outcome.end == NotificationEnd::dead || settled.taken == Taken::quarantined)
    return telemetry::Level::error;
  return settled.outcome.end == NotificationEnd::parked ? telemetry::Level::warn : telemetry::Level::info;
}

// As a worker that claims it for the first time has it.
ClaimedNotification first_attempt(const postgres::NewNotification& message) {
  return {.id = message.id,
          .store = message.store,
          .account = message.account,
          .evidence = message.evidence,
          .attempts = 1,
          .trace_id = message.trace_id};
}

}  // namespace

domain::Instant arrival(const ClaimedNotification& message) {
  std::int64_t since_1970 = 0;  // a UUIDv7 begins with its time
  for (std::size_t i = 0; i != 6; ++i) since_1970 = since_1970 << 8 | message.id.uuid.bytes[i];
  return domain::Instant{std::chrono::milliseconds{since_1970}};
}

std::chrono::milliseconds retry_after(int attempts, std::chrono::milliseconds first,
                                      std::chrono::milliseconds most) {
  const auto doublings = std::clamp(attempts - 1, 0, 20);
  return std::min(most, std::chrono::milliseconds{first.count() << doublings});
}

NotificationOutcome unmatched(const ClaimedNotification& message, const ReconcileLimits& limits,
                              domain::Instant now) {
  const bool given_up = now - arrival(message) > limits.match_within;
  return {.id = message.id,
          .store = message.store,
          .end = given_up ? NotificationEnd::dead : NotificationEnd::parked,
          .failure = std::string(name(Taken::unknown_number)),
          .retry_after = retry_after(message.attempts, limits.match_first, limits.retry_most)};
}

NotificationOutcome undecided(const ClaimedNotification& message, const ReconcileLimits& limits,
                              std::string failure) {
  const bool given_up = message.attempts >= limits.attempts_max;
  return {.id = message.id,
          .store = message.store,
          .end = given_up ? NotificationEnd::dead : NotificationEnd::parked,
          .failure = std::move(failure),
          .retry_after = retry_after(message.attempts, limits.retry_first, limits.retry_most)};
}

domain::Result<std::vector<SettledNotification>> settle_notifications(
    postgres::Session& session, std::vector<ClaimedNotification> messages, const ReconcileLimits& limits,
    const Schedules& schedules) {
  std::vector<SettledNotification> batch;
  for (auto& message : messages) batch.push_back({.message = std::move(message), .order = {}, .outcome = {}});
  if (batch.empty()) return batch;
  if (auto matched = match(session, batch); !matched) return matched.error();
  auto settled = settle_claimed(session, batch, limits, schedules);
  if (settled.has_error() && settled.error().code == ErrorCode::internal)
    settled = settle_one_by_one(session, batch, limits, schedules);
  if (!settled) return settled.error();
  return batch;
}

std::vector<domain::Result<Accepted>> accept_unsettled(postgres::Session& session,
                                                       std::span<const postgres::NewNotification> batch) {
  std::vector<domain::Result<Accepted>> answers;
  for (const auto& stored : postgres::store_notifications(session, batch))
    if (stored)
      answers.emplace_back(Accepted{.duplicate = stored->duplicate, .settled = {}});
    else
      answers.emplace_back(stored.error());
  return answers;
}

std::vector<domain::Result<Accepted>> accept_notifications(postgres::Session& session,
                                                           std::span<const postgres::NewNotification> batch,
                                                           const ReconcileLimits& limits,
                                                           const Schedules& schedules) {
  std::vector<SettledNotification> settled;
  for (const auto& message : batch)
    settled.push_back({.message = first_attempt(message), .order = {}, .outcome = {}});
  std::vector<postgres::Stored> stored;
  const auto store = [&](pqxx::transaction_base& transaction) {
    stored = postgres::insert_notifications(session, transaction, batch, outcomes_of(settled));
  };
  auto committed = match(session, settled);
  if (committed) committed = settle_batch(session, settled, limits, schedules, store);
  if (committed.has_error() && committed.error().code == ErrorCode::outcome_unknown)
    return {batch.size(), committed.error()};
  if (!committed) return accept_unsettled(session, batch);
  std::vector<domain::Result<Accepted>> answers;
  for (std::size_t i = 0; i != settled.size(); ++i) {
    Accepted accepted{.duplicate = stored[i].duplicate, .settled = {}};
    if (!accepted.duplicate) accepted.settled = std::move(settled[i]);
    answers.emplace_back(std::move(accepted));
  }
  return answers;
}

void report(const SettledNotification& settled, CallbacksMetrics& metrics) {
  metrics.settled_total(settled.outcome.end).Increment();
  if (settled.outcome.end == NotificationEnd::applied)
    metrics.settled_seconds.Observe(
        std::chrono::duration<double>(moment_now().now - arrival(settled.message)).count());
  if (settled.taken == Taken::quarantined) metrics.payments_quarantined_total.Increment();
  telemetry::log(level_of(settled), "notification settled",
                 {{"notification_id", settled.message.id.text()},
                  {"order_id", settled.order ? settled.order->text() : ""},
                  {"account", settled.message.account},
                  {"end", name(settled.outcome.end)},
                  {"taken", name(settled.taken)},
                  {"failure", settled.outcome.failure},
                  {"attempts", std::int64_t{settled.message.attempts}},
                  {"trace_id", settled.message.trace_id}});
}

}  // namespace lunchrush::callbacks
