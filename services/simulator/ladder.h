// When a notification that was not acknowledged comes again: the gateways' published intervals.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "services/simulator/trade.h"

namespace lunchrush::simulator {

std::span<const std::chrono::seconds> ladder_of(GatewayKind gateway);

// The wait after that many attempts; nullopt: given up.
std::optional<std::chrono::seconds> wait_after(GatewayKind gateway, std::size_t attempts);

}  // namespace lunchrush::simulator
