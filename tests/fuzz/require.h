// What a fuzz target holds to be true. A breach ends the process, so that libFuzzer keeps the input.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>
#include <vector>

namespace lunchrush::fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "BROKEN: %s\n", what);
  std::abort();
}

// The input in pieces, as a network might deliver it. Where it is cut follows from its bytes alone: inputs
// stay plain text that anyone can write, and the same input always gives the same pieces.
inline std::vector<std::string_view> pieces_of(std::string_view input) {
  std::vector<std::string_view> pieces;
  auto state = std::hash<std::string_view>{}(input);
  while (!input.empty()) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto size = 1 + (state >> 33) % 7 * ((state >> 40) % 3 == 0 ? 23 : 1);
    pieces.push_back(input.substr(0, size));
    input.remove_prefix(pieces.back().size());
  }
  return pieces;
}

}  // namespace lunchrush::fuzz
