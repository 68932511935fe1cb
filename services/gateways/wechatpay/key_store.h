// The platform's public keys, replaced while notifications are being verified on other threads.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "services/gateways/wechatpay/signing.h"

namespace lunchrush::gateways::wechatpay {

struct RefreshLimits {
  std::chrono::seconds apart_min{60};  // a stream of forged serials must not become a stream of fetches
  std::chrono::seconds apart_max{12 * 60 *
                                 60};  // a new certificate appears beside the old one before it expires
};

// Thread-safe.
class KeyStore {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit KeyStore(PlatformKeys configured, RefreshLimits limits = {})
      : keys_(std::make_shared<const PlatformKeys>(std::move(configured))), limits_(limits) {}

  std::shared_ptr<const PlatformKeys> keys() const;
  // Adds to what is there: the old key stays valid beside the new one.
  void add(const PlatformKeys& fetched);

  // True at most once per apart_min, for whoever then fetches: because a serial is unknown, …
  bool claim_refresh(Time now);
  // … or because nothing was fetched for apart_max, or ever while there is no key at all.
  bool claim_routine_refresh(Time now);

 private:
  bool claim_locked(Time now);
  mutable std::mutex mutex_;
  std::shared_ptr<const PlatformKeys> keys_;  // shared with the verifications under way
  RefreshLimits limits_;
  std::optional<Time> tried_at_;
  std::optional<Time> fetched_at_;
};

}  // namespace lunchrush::gateways::wechatpay
