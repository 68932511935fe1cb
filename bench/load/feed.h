// Kitchen screens: readers of the stores' event streams that write down when each ticket came.
#pragma once

#include "bench/load/options.h"

namespace lunchrush::bench {

// Reads until --seconds have passed; one JSON object on standard output, one line a ticket in --times:
// order id, when it was read in ns of CLOCK_MONOTONIC.
int read_feeds(const Options& options);

}  // namespace lunchrush::bench
