// From the outbox to every store's feed, and a wake-up to those who read it.
#pragma once

#include "services/callbacks/config.h"
#include "services/callbacks/loop.h"
#include "services/callbacks/metrics.h"
#include "services/postgres/pool.h"
#include "services/redis/wake.h"

namespace lunchrush::callbacks {

class Relay {
 public:
  // `sender` may be null: readers then look by themselves.
  Relay(asio::any_io_executor executor, postgres::Pool& pool, redis::WakeSender* sender, const Config& config,
        CallbacksMetrics& metrics);

  asio::awaitable<void> run(std::stop_token stop);
  asio::awaitable<domain::Result<Progress>> run_once();
  void wake() { loop_.wake(); }

 private:
  postgres::Pool& pool_;
  redis::WakeSender* sender_;
  RelayLimits limits_;
  CallbacksMetrics& metrics_;
  Loop loop_;
};

}  // namespace lunchrush::callbacks
