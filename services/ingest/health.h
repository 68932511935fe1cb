// What /readyz asks, found out in the background: it reads flags, never a socket.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "services/postgres/pool.h"

namespace lunchrush::ingest {

class Health {
 public:
  explicit Health(postgres::Pool& pool) : pool_(pool) {}
  // Looks every second until `stopped`.
  boost::asio::awaitable<void> watch();
  void stop() { stopped_ = true; }

  bool postgres_ready() const { return postgres_ready_; }  // reachable, and all migrations applied
  bool started() const { return started_; }                // it was ready once
  bool draining() const { return draining_; }
  void drain() { draining_ = true; }

 private:
  postgres::Pool& pool_;
  std::atomic<bool> postgres_ready_{false};
  std::atomic<bool> started_{false};
  std::atomic<bool> draining_{false};
  std::atomic<bool> stopped_{false};
};

}  // namespace lunchrush::ingest
