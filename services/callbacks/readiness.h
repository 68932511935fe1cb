// Whether this process can do its work now: flags that the admin port reads and a loop keeps.
#pragma once

#include "services/callbacks/loop.h"
#include "services/postgres/pool.h"

namespace lunchrush::callbacks {

class Readiness {
 public:
  Readiness(asio::any_io_executor executor, postgres::Pool& pool);

  asio::awaitable<void> run(std::stop_token stop);
  asio::awaitable<domain::Result<Progress>> run_once();

  bool database_reachable() const { return reachable_; }
  bool migrated() const { return migrated_; }
  bool draining() const { return draining_; }
  void drain() { draining_ = true; }

 private:
  postgres::Pool& pool_;
  Loop loop_;
  bool reachable_ = false;
  bool migrated_ = false;
  bool draining_ = false;
};

}  // namespace lunchrush::callbacks
