// Adds every store's feed up into what its owner looks at. It may be late, and stays out of everybody's way.
#pragma once

#include <chrono>

#include "services/callbacks/loop.h"
#include "services/postgres/pool.h"
#include "services/postgres/rollups.h"

namespace lunchrush::callbacks {

struct RollupLimits {
  postgres::FoldLimits fold;
  std::chrono::milliseconds idle{500};       // what an owner's figures are late, with everything well
  std::chrono::milliseconds look_again{50};  // while it catches up
  int pause_per_round = 3;  // so many times as long as a round took: a quarter of one connection's time
};

class Rollup {
 public:
  Rollup(asio::any_io_executor executor, postgres::Pool& pool, RollupLimits limits = {});

  asio::awaitable<void> run(std::stop_token stop);
  asio::awaitable<domain::Result<Progress>> run_once();

 private:
  postgres::Pool& pool_;
  RollupLimits limits_;
  std::chrono::steady_clock::time_point next_round_{};
  Loop loop_;
};

}  // namespace lunchrush::callbacks
