// What the calls of one gateway to one host share: idle connections, a bulkhead, a breaker. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "services/gateways/breaker.h"
#include "services/gateways/http_connection.h"

namespace lunchrush::gateways {

struct LaneLimits {
  std::size_t calls_in_flight_max =
      64;  // beyond this a call is refused: a slow gateway must not hold everything
  std::size_t idle_connections_max = 16;
  std::chrono::seconds idle_for_max{20};  // shorter than servers' usual 60 s, so that it is we who close
  BreakerLimits breaker;
};

class Lane {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Lane(LaneLimits limits) : limits_(limits), breaker_(limits.breaker) {}

  // Empty when a call may be tried; each such call must leave() once. Otherwise the reason.
  std::string_view enter(Time now);
  void leave(bool answered, Time now);
  bool breaker_open() const;

  std::unique_ptr<Connection> take_idle(Time now);  // null when there is none that is alive
  void give_back(std::unique_ptr<Connection> connection, Time now);

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    Time since;
  };

  LaneLimits limits_;
  mutable std::mutex mutex_;
  Breaker breaker_;
  std::size_t in_flight_ = 0;
  std::vector<Idle> idle_;  // oldest first
};

}  // namespace lunchrush::gateways
