#include "services/web/admission.h"

#include <algorithm>
#include <numeric>

#include "services/telemetry/log.h"

namespace lunchrush::web {
namespace {

constexpr std::chrono::seconds report_interval{1};
constexpr std::size_t outside_for_all_percent = 80;
constexpr std::array<std::string_view, 4> reason_names{"concurrency", "lag", "outside", "deadline"};

std::size_t index(Priority priority) { return static_cast<std::size_t>(priority); }
std::size_t index(Admission::Reason reason) { return static_cast<std::size_t>(reason); }

}  // namespace

Admission::Admission(std::string server, const AdmissionLimits& limits, const Router& router,
                     telemetry::WebMetrics& metrics)
    : server_(std::move(server)), limits_(limits), metrics_(metrics), limit_(limits.running) {
  metrics_.requests_running_max.Set(static_cast<double>(allowed()));
  for (const auto& route : router.routes()) {
    if (route.priority == Priority::exempt) continue;
    return_gauges_[index(route.priority)] = &metrics_.return_seconds(terms_of(route.priority).name);
    for (std::size_t reason = 0; reason != reasons_count; ++reason)
      counters_[index(route.priority)][reason] =
          &metrics_.refused_total(terms_of(route.priority).name, reason_names[reason]);
  }
}

std::optional<Admission::Reason> Admission::refusal(const Route& route, Share share, Duration lag) const {
  if (route.priority == Priority::exempt) return std::nullopt;
  const auto& terms = terms_of(route.priority);
  if (!has_room(terms, share)) return Reason::concurrency;
  const auto late = limits_.running.delay_target * static_cast<std::int64_t>(terms.share_percent) / 100;
  if (terms.yields_to_lag && lag >= late) return Reason::lag;
  if (route.waits_outside && !has_room_outside(share)) return Reason::outside;
  return std::nullopt;
}

// One store that brings more than the machine can take fills what its kind may fill, always. The others find
// room beyond: what they take there it does not get back until it holds less.
bool Admission::has_room(const PriorityTerms& terms, Share share) const {
  if (!filled(terms.share_percent)) return true;
  return !filled(terms.part_percent) && shares_.below_part(share, allowed() * terms.share_percent / 100);
}

// The same for those who wait for gateways.
bool Admission::has_room_outside(Share share) const {
  const auto for_all = limits_.outside_max * outside_for_all_percent;
  if (outside_ * 100 < for_all) return true;
  return outside_ < limits_.outside_max && outside_shares_.below_part(share, for_all / 100);
}

void Admission::begin(const Route& route, Share share) {
  if (route.priority == Priority::exempt) return;
  if (route.waits_outside) {
    metrics_.requests_outside.Set(static_cast<double>(++outside_));
    outside_shares_.begin(share);
    return;
  }
  if (filled(terms_of(route.priority).share_percent)) metrics_.admitted_below_part_total.Increment();
  metrics_.requests_running.Set(static_cast<double>(++running_));
  shares_.begin(share);
  limit_.began(running_);
}

void Admission::end(const Route& route, Share share, Instant began_at, Instant now, Duration lag) {
  if (route.priority == Priority::exempt) return;
  if (route.waits_outside) {
    metrics_.requests_outside.Set(static_cast<double>(--outside_));
    outside_shares_.end(share);
    return;
  }
  metrics_.requests_running.Set(static_cast<double>(--running_));
  shares_.end(share);
  limit_.ended(began_at, now - began_at, lag);
  limit_.advance(now, running_);
}

void Admission::refused(const Route& route, Reason reason) {
  counters_[index(route.priority)][index(reason)]->Increment();
  ++unreported_[index(route.priority)];
  returns_[index(route.priority)].refused();
  limit_.refused();
  if (reason == Reason::concurrency && route.priority != Priority::menu) limit_.crowded();
}

void Admission::served(const Route& route) { returns_[index(route.priority)].served(); }

ReturnTime::Duration Admission::return_within(const Route& route) const {
  return returns_[index(route.priority)].most();
}

void Admission::tick(Instant now, Duration lag) {
  limit_.advance(now, running_);
  metrics_.requests_running_max.Set(static_cast<double>(allowed()));
  metrics_.shares_running.Set(static_cast<double>(shares_.count()));
  metrics_.loop_lag_seconds.Set(std::chrono::duration<double>(lag).count());
  for (std::size_t kind = 0; kind != returns_.size(); ++kind) {
    returns_[kind].tick(now);
    if (return_gauges_[kind] != nullptr)
      return_gauges_[kind]->Set(std::chrono::duration<double>(returns_[kind].most()).count());
  }
  if (now >= next_report_) report(now, lag);
}

void Admission::report(Instant now, Duration lag) {
  const auto total = std::accumulate(unreported_.begin(), unreported_.end(), std::int64_t{0});
  if (total == 0) return;
  const auto count = [&](Priority priority) { return unreported_[index(priority)]; };
  const auto largest = shares_.largest();
  telemetry::log(telemetry::Level::warn, "requests refused early",
                 {{"server", std::string_view(server_)},
                  {"refused", total},
                  {"menus", count(Priority::menu)},
                  {"orders", count(Priority::order)},
                  {"queries", count(Priority::query)},
                  {"commands", count(Priority::command)},
                  {"notifications", count(Priority::notification)},
                  {"running", static_cast<std::int64_t>(running_)},
                  {"running_max", static_cast<std::int64_t>(allowed())},
                  {"shares", static_cast<std::int64_t>(shares_.count())},
                  {"largest_share", static_cast<std::int64_t>(largest.share)},
                  {"largest_share_running", static_cast<std::int64_t>(largest.running)},
                  {"lag_ms", std::chrono::duration<double, std::milli>(lag).count()}});
  unreported_.fill(0);
  next_report_ = now + report_interval;
}

}  // namespace lunchrush::web
