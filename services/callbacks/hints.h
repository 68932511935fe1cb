// A message that was refused names a payment all the same: asking its gateway about it costs little and may
// heal what a broken key or a skewed clock has hidden. Forgers name payments too, so the asking is limited.
#pragma once

#include <string_view>

#include "services/callbacks/config.h"
#include "services/callbacks/metrics.h"
#include "services/postgres/pool.h"

namespace lunchrush::callbacks {

namespace asio = boost::asio;

// So many in any one second. Time is handed in.
class PerSecond {
 public:
  explicit PerSecond(int most) : most_(most) {}
  bool admit(std::chrono::steady_clock::time_point now);

 private:
  int most_;
  int taken_ = 0;
  std::chrono::steady_clock::time_point second_{};
};

class Hints {
 public:
  Hints(asio::any_io_executor executor, postgres::Pool& pool, const ReceiveLimits& limits,
        CallbacksMetrics& metrics);

  // Makes the payment due now, soon; not when `out_trade_no` is none of ours or there were too many.
  void ask_about(std::string_view out_trade_no);

 private:
  asio::awaitable<void> make_due(domain::PaymentId payment);

  asio::any_io_executor executor_;
  postgres::Pool& pool_;
  ReceiveLimits limits_;
  CallbacksMetrics& metrics_;
  PerSecond allowed_;
};

}  // namespace lunchrush::callbacks
