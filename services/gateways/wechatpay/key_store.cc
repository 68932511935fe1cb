#include "services/gateways/wechatpay/key_store.h"

namespace lunchrush::gateways::wechatpay {

std::shared_ptr<const PlatformKeys> KeyStore::keys() const {
  const std::scoped_lock lock(mutex_);
  return keys_;
}

void KeyStore::add(const PlatformKeys& fetched) {
  const std::scoped_lock lock(mutex_);
  auto all = *keys_;
  for (const auto& [serial, key] : fetched) all.insert_or_assign(serial, key);
  keys_ = std::make_shared<const PlatformKeys>(std::move(all));
  fetched_at_ = tried_at_;
}

bool KeyStore::claim_refresh(Time now) {
  const std::scoped_lock lock(mutex_);
  return claim_locked(now);
}

bool KeyStore::claim_routine_refresh(Time now) {
  const std::scoped_lock lock(mutex_);
  const bool due = fetched_at_ ? now - *fetched_at_ >= limits_.apart_max : keys_->empty();
  if (due) return claim_locked(now);
  if (!fetched_at_) fetched_at_ = now;  // configured keys count as fetched when first used
  return false;
}

bool KeyStore::claim_locked(Time now) {
  if (tried_at_ && now - *tried_at_ < limits_.apart_min) return false;
  tried_at_ = now;
  return true;
}

}  // namespace lunchrush::gateways::wechatpay
