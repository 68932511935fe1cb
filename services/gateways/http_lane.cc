#include "services/gateways/http_lane.h"

namespace lunchrush::gateways {

std::string_view Lane::enter(Time now) {
  const std::scoped_lock lock(mutex_);
  if (in_flight_ >= limits_.calls_in_flight_max) return "bulkhead full";
  if (!breaker_.admit(now)) return "breaker open";
  ++in_flight_;
  return {};
}

void Lane::leave(bool answered, Time now) {
  const std::scoped_lock lock(mutex_);
  --in_flight_;
  if (answered)
    breaker_.succeeded();
  else
    breaker_.failed(now);
}

bool Lane::breaker_open() const {
  const std::scoped_lock lock(mutex_);
  return breaker_.open();
}

std::unique_ptr<Connection> Lane::take_idle(Time now) {
  const std::scoped_lock lock(mutex_);
  while (!idle_.empty()) {
    auto youngest = std::move(idle_.back());
    idle_.pop_back();
    if (now - youngest.since < limits_.idle_for_max && youngest.connection->alive())
      return std::move(youngest.connection);
  }
  return nullptr;
}

void Lane::give_back(std::unique_ptr<Connection> connection, Time now) {
  if (!connection->fit()) return;
  const std::scoped_lock lock(mutex_);
  if (idle_.size() >= limits_.idle_connections_max) idle_.erase(idle_.begin());
  idle_.push_back({std::move(connection), now});
}

}  // namespace lunchrush::gateways
