// Kitchen screens, or guests' pages: readers of the stores' event streams that write down when each ticket,
// or each hint of a new menu, came.
#pragma once

#include "bench/load/options.h"

namespace lunchrush::bench {

// Reads until --seconds have passed since all streams were open. On standard output one JSON object when they
// are, and one at the end: how many events came, and how long after the database wrote them. In --times one
// line a ticket (order id) or hint (store), and when it was read in ns of CLOCK_MONOTONIC.
int read_feeds(const Options& options);

}  // namespace lunchrush::bench
