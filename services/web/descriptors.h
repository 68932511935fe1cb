// Descriptors are shared by connections of clients and by those to the database, to Redis and to gateways. A
// crowd of clients must not be able to take the last one: the program would go on accepting and could do
// nothing (faults.md, row 4).
#pragma once

#include <cstddef>

namespace lunchrush::web {

inline constexpr std::size_t descriptors_kept = 128;  // sessions, Redis, gateways, the log, epoll

// Asks the kernel for as many descriptors as the process may have. How many of `wanted` connections leave the
// kept ones free: at least one.
std::size_t connections_possible(std::size_t wanted);

}  // namespace lunchrush::web
