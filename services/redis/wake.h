// Wake-ups: "something of this store changed, look now", and "this key was revoked". A hint and nothing more:
// it may be lost, doubled or late, and whoever waits for one also looks by himself from time to time.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "services/domain/ids.h"
#include "services/redis/client.h"
#include "services/redis/subscriber.h"

namespace lunchrush::redis {

enum class WakeTopic {
  events,
  menu
};  // the store's feed has grown; its menu or its sold-out list has changed

class WakeSender {
 public:
  explicit WakeSender(Client& client) : client_(client) {}
  void wake(domain::StoreId store, WakeTopic topic);  // from any thread
  void key_revoked(std::string key_id);               // from any thread

 private:
  Client& client_;
};

class WakeListener {
 public:
  using OnWake = std::function<void(domain::StoreId, WakeTopic)>;
  using OnKeyRevoked = std::function<void(std::string_view key_id)>;
  using OnCatchUp = std::function<void()>;  // wake-ups may have been missed until now: look at everything

  WakeListener(Subscriber& subscriber, OnWake on_wake, OnKeyRevoked on_key_revoked, OnCatchUp on_catch_up);
  ~WakeListener();
  WakeListener(const WakeListener&) = delete;
  WakeListener& operator=(const WakeListener&) = delete;

 private:
  Subscriber& subscriber_;
};

}  // namespace lunchrush::redis
