// From the inbox to the orders: messages that were stored and not settled with it, and those that are tried
// again, many in one transaction, each exactly once.
#pragma once

#include <string>

#include "services/callbacks/config.h"
#include "services/callbacks/loop.h"
#include "services/callbacks/metrics.h"
#include "services/callbacks/settle_notifications.h"
#include "services/postgres/pool.h"

namespace lunchrush::callbacks {

class Reconcile {
 public:
  // `worker` names this process in the inbox, for people.
  Reconcile(asio::any_io_executor executor, postgres::Pool& pool, std::string worker, const Config& config,
            CallbacksMetrics& metrics);

  asio::awaitable<void> run(std::stop_token stop);
  asio::awaitable<domain::Result<Progress>> run_once();
  void wake() { loop_.wake(); }

 private:
  postgres::Pool& pool_;
  std::string worker_;
  std::vector<postgres::ClaimedNotification> claimed_;  // kept while the database is away
  ReconcileLimits limits_;
  Schedules schedules_;
  CallbacksMetrics& metrics_;
  Loop loop_;
};

}  // namespace lunchrush::callbacks
