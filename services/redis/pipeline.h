// The commands under way on one connection, oldest first: replies come in the order the commands went. A
// command ends exactly once: answered, late, or lost with its connection.
#pragma once

#include <chrono>
#include <cstdint>
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
  using Duration = Time::duration;

  explicit Pipeline(RedisMetrics& metrics) : metrics_(metrics) {}

  // `bytes`: on the wire.
  void add(Command command, std::size_t bytes, Time asked, std::unique_ptr<Waiter> waiter = nullptr);
  void left(std::size_t bytes, Time now);  // so many of those added went to Redis
  // The reply to the oldest command. False: it was refused.
  bool settle(const Reply& reply, Time now);
  // The oldest command ends as `oldest`, those behind it as lost.
  void abandon(Outcome oldest);

  bool empty() const { return under_way_.empty(); }
  std::size_t size() const { return under_way_.size(); }
  std::size_t bytes() const { return bytes_; }
  Duration delay() const { return delay_; }  // of the latest reply, since it was asked for; zero: none yet
  // When the oldest's latest byte left; nothing when there is none, or when all of it waits for our own
  // thread.
  std::optional<Time> oldest_left() const {
    return left_ == 0 ? std::nullopt : std::optional(under_way_.front().left);
  }

 private:
  struct UnderWay {
    Command command;
    std::size_t bytes;
    std::uint64_t end;  // of its bytes, among all that were added
    Time asked;
    Time left;
    std::unique_ptr<Waiter> waiter;  // null: nobody waits for a write
  };
  UnderWay take_oldest();

  RedisMetrics& metrics_;
  std::deque<UnderWay> under_way_;
  Duration delay_{};
  std::size_t left_ = 0;  // of them, with their first bytes at least
  std::size_t bytes_ = 0;
  std::uint64_t added_bytes_ = 0;  // since the pipeline was last abandoned
  std::uint64_t left_bytes_ = 0;   // of these
};

}  // namespace lunchrush::redis
