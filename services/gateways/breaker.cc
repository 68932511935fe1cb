#include "services/gateways/breaker.h"

namespace lunchrush::gateways {

bool Breaker::admit(Time now) {
  if (!open()) return true;
  if (now < retry_at_) return false;
  retry_at_ = now + limits_.open_for;  // one trial per period, also when its outcome never comes
  return true;
}

void Breaker::succeeded() { failures_ = 0; }

void Breaker::failed(Time now) {
  if (!open()) ++failures_;
  if (open()) retry_at_ = now + limits_.open_for;
}

}  // namespace lunchrush::gateways
