// Redis as something that may help: every question has a deadline, every failure is a miss, and nothing here
// is ever the reason why an order is refused. Losing, flushing or failing over Redis changes latency and
// nothing else.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "services/redis/endpoint.h"
#include "services/redis/link.h"
#include "services/redis/metrics.h"

namespace lunchrush::redis {

struct ClientLimits {
  std::chrono::milliseconds command_deadline{30};  // an order costs a few; PostgreSQL answers as well
  std::size_t commands_in_flight_max = 4'096;      // beyond: a miss
  std::size_t bytes_in_flight_max = 8 * 1024 * 1024;
  std::size_t value_bytes_max = 64 * 1024;     // larger ones are not stored
  std::size_t writes_handed_over_max = 4'096;  // from other threads, not yet seen by ours
  std::size_t refusals_in_row_max = 16;        // then the connection is replaced: the server may have changed
  LinkLimits link;
};

// Runs on the thread of the io_context. set_soon, publish_soon and healthy may be called from any thread.
class Client {
 public:
  Client(asio::io_context& context, Endpoint endpoint, RedisMetrics& metrics, ClientLimits limits = {});
  ~Client();  // everything under way ends as a miss; before the io_context's own end

  void start();

  asio::awaitable<std::optional<std::string>> get(std::string key);
  void set_soon(std::string key, std::string value, std::chrono::seconds ttl);
  void publish_soon(std::string channel, std::string message);
  bool healthy() const;  // false: every answer is a miss, at once
  // How long the latest reply took, our own thread's lateness included; zero when there is none yet.
  std::chrono::steady_clock::duration delay() const;

 private:
  class State;
  std::shared_ptr<State> state_;  // posted work and timers look whether it is still there
};

}  // namespace lunchrush::redis
