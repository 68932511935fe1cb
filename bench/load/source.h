// Where the requests come from: built before the measurement, patched in place during it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "bench/load/options.h"

namespace lunchrush::bench {

class Source {
 public:
  virtual ~Source() = default;
  // The bytes of the request with that number: the same number gives the same bytes, so that it can be sent
  // again. Valid until the next call.
  virtual std::string_view request(std::uint64_t number) = 0;
  virtual std::uint64_t count() const { return UINT64_MAX; }
};

std::unique_ptr<Source> make_source(const Options& options);  // throws BadArguments

}  // namespace lunchrush::bench
