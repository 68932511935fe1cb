#include "services/domain/kitchen_queue.h"

#include <algorithm>
#include <vector>

namespace lunchrush::domain {
namespace {

int orders_ahead(std::span<const OpenTicket> own, std::span<const OpenTicket> open) {
  std::vector<OrderId> ahead;
  for (const auto& mine : own)
    for (const auto& other : open) {
      if (other.id >= mine.id) break;  // ids grow with time, and the kitchen's list is in their order
      if (other.station == mine.station && other.order != mine.order) ahead.push_back(other.order);
    }
  std::ranges::sort(ahead);
  return static_cast<int>(std::unique(ahead.begin(), ahead.end()) - ahead.begin());
}

std::optional<std::chrono::seconds> usual_time(std::string_view station,
                                               std::span<const StationSpeed> speeds) {
  const auto speed = std::ranges::find(speeds, station, &StationSpeed::station);
  if (speed == speeds.end() || speed->tickets < speed_tickets_min) return std::nullopt;
  if (speed->p80 > speed_known_max) return std::nullopt;
  return speed->p80;
}

}  // namespace

QueuePlace place_in_queue(std::span<const OpenTicket> own, std::span<const OpenTicket> open,
                          std::span<const StationSpeed> speeds, Instant now) {
  QueuePlace place{orders_ahead(own, open), {}};
  for (const auto& ticket : own) {
    const auto usual = usual_time(ticket.station, speeds);
    if (!usual) return {place.ahead, {}};  // the order is ready when the last of its stations is
    const auto waited = std::chrono::floor<std::chrono::seconds>(now - ticket.queued_at);
    place.ready_in = std::max({place.ready_in.value_or(ready_in_min), *usual - waited, ready_in_min});
  }
  return place;
}

}  // namespace lunchrush::domain
