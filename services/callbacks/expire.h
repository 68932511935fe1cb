// Time to pay that has passed: nothing new may be paid, and what is open is closed at its gateway (by Poll)
// before the order expires.
#pragma once

#include "services/callbacks/config.h"
#include "services/callbacks/loop.h"
#include "services/callbacks/metrics.h"
#include "services/postgres/pool.h"

namespace lunchrush::callbacks {

class Expire {
 public:
  Expire(asio::any_io_executor executor, postgres::Pool& pool, const Config& config,
         CallbacksMetrics& metrics);

  asio::awaitable<void> run(std::stop_token stop);
  asio::awaitable<domain::Result<Progress>> run_once();

 private:
  postgres::Pool& pool_;
  ExpireLimits limits_;
  CallbacksMetrics& metrics_;
  Loop loop_;
};

}  // namespace lunchrush::callbacks
