// From the inbox to the orders: what was stored is settled, many messages in one transaction, each exactly
// once.
#pragma once

#include <string>

#include "services/callbacks/config.h"
#include "services/callbacks/in_hand.h"
#include "services/callbacks/loop.h"
#include "services/callbacks/metrics.h"
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
  const std::string& worker() const { return worker_; }
  InHand& in_hand() { return in_hand_; }

 private:
  using Messages = std::vector<postgres::ClaimedNotification>;

  bool time_to_look() const;
  asio::awaitable<domain::Result<Messages>> look();

  postgres::Pool& pool_;
  std::string worker_;
  InHand in_hand_;
  std::chrono::steady_clock::time_point looked_{};  // into the inbox, and found its end
  ReconcileLimits limits_;
  Schedules schedules_;
  CallbacksMetrics& metrics_;
  Loop loop_;
};

}  // namespace lunchrush::callbacks
