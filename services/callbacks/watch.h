// What must hold, and what waits, as metrics: the backlog every few seconds, the invariants every minute.
#pragma once

#include "services/callbacks/config.h"
#include "services/callbacks/loop.h"
#include "services/postgres/pool.h"
#include "services/telemetry/metrics.h"

namespace lunchrush::callbacks {

class Watch {
 public:
  // The pool is the watch's own: the invariants read whole tables and take their time.
  Watch(asio::any_io_executor executor, postgres::Pool& pool, const Config& config,
        telemetry::Registry& metrics);

  asio::awaitable<void> run_backlog(std::stop_token stop);
  asio::awaitable<void> run_invariants(std::stop_token stop);
  asio::awaitable<domain::Result<Progress>> read_backlog();
  asio::awaitable<domain::Result<Progress>> check_invariants();

 private:
  using Time = std::chrono::steady_clock::time_point;

  postgres::Pool& pool_;
  WatchLimits limits_;
  telemetry::Registry& metrics_;
  Loop backlog_;
  Loop invariants_;
  Time next_check_{};
};

}  // namespace lunchrush::callbacks
