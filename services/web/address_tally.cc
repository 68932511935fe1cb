#include "services/web/address_tally.h"

namespace lunchrush::web {

std::optional<AddressTally::Place> AddressTally::enter(const asio::ip::address& address) {
  if (uncounted_.contains(address)) return Place();
  const auto network = network_of(address);
  const auto [held, first] = held_.try_emplace(network, 0);
  if (held->second >= each_max_) return std::nullopt;
  ++held->second;
  return Place(this, network);
}

void AddressTally::leave(const asio::ip::address_v6& network) {
  const auto held = held_.find(network);
  if (--held->second == 0) held_.erase(held);
}

}  // namespace lunchrush::web
