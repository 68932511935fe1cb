// Who may begin now. Two things say when a server has enough to do: how many requests run, against a limit
// that adapts to their delay, and how late its event loop is. A kind of lower priority is refused at a
// smaller share of both (priority.h); within a kind, whoever brings more than others is refused before them
// (shares.h). Pure but for what it counts and logs: instants and lags come in.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "services/telemetry/web_metrics.h"
#include "services/web/concurrency_limit.h"
#include "services/web/priority.h"
#include "services/web/return_time.h"
#include "services/web/router.h"
#include "services/web/shares.h"

namespace lunchrush::web {

struct AdmissionLimits {
  ConcurrencyBounds running;
  // Requests that wait for a gateway hold no place among the running ones, for it is not us they wait for:
  // a slow gateway must not stop the orders. They have this many of their own.
  std::size_t outside_max = 2'048;
};

class Admission {
 public:
  using Instant = ConcurrencyLimit::Instant;
  using Duration = ConcurrencyLimit::Duration;
  enum class Reason {
    concurrency,  // its share of the limit is taken
    lag,          // the event loop is late
    outside,      // too many wait for gateways
    deadline,     // its sender has given up
  };

  // `server` is the summary's name in the log. `router` says which priorities will be counted.
  Admission(std::string server, const AdmissionLimits& limits, const Router& router,
            telemetry::WebMetrics& metrics);

  // Why a request of this share for this route may not begin; nothing when it may.
  std::optional<Reason> refusal(const Route& route, Share share, Duration lag) const;
  // Each once for every request that was not refused: when its handler begins, and when it has ended.
  void begin(const Route& route, Share share);
  void end(const Route& route, Share share, Instant began_at, Instant now, Duration lag);
  void refused(const Route& route, Reason reason);
  // It was answered, with what it asked for or with what is wrong with it.
  void served(const Route& route);
  // Who is refused this route now is told to come again between ReturnTime::least and this.
  ReturnTime::Duration return_within(const Route& route) const;

  // A few times a second: the limit recovers without traffic, and what was refused is logged, as a sum.
  void tick(Instant now, Duration lag);

  std::size_t running() const { return running_; }
  std::size_t allowed() const { return limit_.allowed(); }

 private:
  static constexpr std::size_t reasons_count = 4;

  bool has_room(const PriorityTerms& terms, Share share) const;
  bool has_room_outside(Share share) const;
  bool filled(std::size_t percent) const { return running_ * 100 >= allowed() * percent; }
  void report(Instant now, Duration lag);

  std::string server_;
  AdmissionLimits limits_;
  telemetry::WebMetrics& metrics_;
  ConcurrencyLimit limit_;
  std::size_t running_ = 0;
  Shares shares_;  // of the running ones
  std::size_t outside_ = 0;
  Shares outside_shares_;
  std::array<std::array<telemetry::Counter*, reasons_count>, priority_terms.size()> counters_{};
  std::array<ReturnTime, priority_terms.size()> returns_;
  std::array<telemetry::Gauge*, priority_terms.size()> return_gauges_{};
  std::array<std::int64_t, priority_terms.size()> unreported_{};
  Instant next_report_{};
};

}  // namespace lunchrush::web
