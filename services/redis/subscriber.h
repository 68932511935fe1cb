// Listens to channels on a connection of its own. What is published while the connection is away is lost, so
// every time it stands again the listeners are told to catch up from where the truth is.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "services/redis/endpoint.h"
#include "services/redis/link.h"
#include "services/redis/metrics.h"

namespace lunchrush::redis {

struct SubscriberLimits {
  std::chrono::milliseconds heartbeat{5'000};  // a dead connection looks like silence: ask every so often
  std::chrono::milliseconds heartbeat_deadline{1'000};
  std::size_t patterns_max = 1'024;
  LinkLimits link;
};

// Everything, callbacks included, happens on the io_context's thread.
class Subscriber {
 public:
  using OnMessage = std::function<void(std::string_view channel, std::string_view message)>;
  using OnCatchUp = std::function<void()>;

  Subscriber(asio::io_context& context, Endpoint endpoint, RedisMetrics& metrics,
             SubscriberLimits limits = {});
  ~Subscriber();  // no callback after it

  void start();

  // A channel, or a pattern as PSUBSCRIBE knows them. `on_catch_up` is called each time Redis has confirmed
  // the subscription, the first time too: messages before it may have been missed. False: over patterns_max.
  bool subscribe(std::string pattern, OnMessage on_message, OnCatchUp on_catch_up);
  void unsubscribe(const std::string& pattern);
  bool healthy() const;  // connected; a subscription made a moment ago may still be on its way

 private:
  class State;
  std::shared_ptr<State> state_;  // posted work and timers look whether it is still there
};

}  // namespace lunchrush::redis
