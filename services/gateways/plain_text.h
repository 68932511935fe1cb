// What a gateway's text fields hold of what a restaurant wrote.
#pragma once

#include <string>
#include <string_view>

namespace lunchrush::gateways {

struct TextRule {
  std::size_t characters_max = 0;    // the rest is cut off
  bool four_byte_characters = true;  // WeChat Pay refuses them: emoji, rare ideographs
  std::string_view forbidden{};      // ASCII characters to leave out
};

// `text` without control characters, broken UTF-8 and what the rule forbids; `fallback` when nothing is left.
// The same input always gives the same output: a repeated request must equal the first.
std::string plain_text(std::string_view text, const TextRule& rule, std::string_view fallback);

}  // namespace lunchrush::gateways
