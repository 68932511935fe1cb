// The commands under way on one connection, oldest first: replies come in the order the commands went. A
// command ends exactly once: answered, late, or lost with its connection.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "services/redis/metrics.h"
#include "services/redis/resp.h"

namespace lunchrush::redis {

// Whoever wants the value of a GET. A miss is nullopt.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual void answer(std::optional<std::string> value) = 0;  // once
};

class Pipeline {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Pipeline(RedisMetrics& metrics) : metrics_(metrics) {}

  void add(Command command, std::size_t bytes, Time sent, std::unique_ptr<Waiter> waiter = nullptr);
  // The reply to the oldest command. False: it was refused.
  bool settle(const Reply& reply, Time now);
  // The oldest command ends as `oldest`, those behind it as lost.
  void abandon(Outcome oldest);

  bool empty() const { return under_way_.empty(); }
  std::size_t size() const { return under_way_.size(); }
  std::size_t bytes() const { return bytes_; }
  Time oldest_sent() const { return under_way_.front().sent; }

 private:
  struct UnderWay {
    Command command;
    std::size_t bytes;
    Time sent;
    std::unique_ptr<Waiter> waiter;  // null: nobody waits for a write
  };
  UnderWay take_oldest();

  RedisMetrics& metrics_;
  std::deque<UnderWay> under_way_;
  std::size_t bytes_ = 0;
};

}  // namespace lunchrush::redis
