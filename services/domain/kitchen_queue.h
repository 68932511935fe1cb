// How far the kitchen is with an order: what is made before it, and when it is likely to be ready.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "services/domain/ids.h"
#include "services/domain/time.h"

namespace lunchrush::domain {

// A ticket that is still to be made: queued or started.
struct OpenTicket {
  TicketId id;
  OrderId order;
  std::string station;
  Instant queued_at{};
};

// How long a station took so far today.
struct StationSpeed {
  std::string station;
  std::int64_t tickets = 0;  // that were done
  std::chrono::seconds p80{};
};

inline constexpr std::int64_t speed_tickets_min = 5;           // fewer say nothing of the next one
inline constexpr std::chrono::seconds ready_in_min{60};        // what is not ready is not promised any sooner
inline constexpr std::chrono::seconds speed_known_max{3'600};  // longer ones are not told apart (0010)

struct QueuePlace {
  int ahead = 0;  // orders with an older ticket where this one's are still to be made
  std::optional<std::chrono::seconds> ready_in;  // none: not known
};

// `own`: what the order still waits for. `open`: the store's, by id; the order's own may be among them.
QueuePlace place_in_queue(std::span<const OpenTicket> own, std::span<const OpenTicket> open,
                          std::span<const StationSpeed> speeds, Instant now);

}  // namespace lunchrush::domain
