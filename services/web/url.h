// The parts of a request target, and application/x-www-form-urlencoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lunchrush::web {

inline constexpr std::size_t query_parameters_max = 64;

// "%E5%AE%AB" decoded; nullopt for a broken escape, for NUL, and for what is not UTF-8 afterwards.
std::optional<std::string> percent_decode(std::string_view text);

// "a=1&b=%20+": pairs in order, '+' a space. nullopt as above, or for too many pairs.
std::optional<std::vector<std::pair<std::string, std::string>>> form_decode(std::string_view text);

}  // namespace lunchrush::web
