// A path as a log may keep it.
#pragma once

#include <string>
#include <string_view>

namespace lunchrush::web {

// No id is longer. What is longer may be a token or a key that somebody put into an address by mistake.
inline constexpr std::size_t logged_segment_bytes_max = 40;

// Segments that are too long are cut to their first few characters: "/v1/keys/lr_demoo…".
std::string path_for_log(std::string_view path);

}  // namespace lunchrush::web
