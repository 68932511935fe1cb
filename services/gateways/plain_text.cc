#include "services/gateways/plain_text.h"

namespace lunchrush::gateways {

namespace {

// Bytes of the character at the front; 0 when it is no UTF-8 character.
std::size_t character_size(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t size = lead < 0x80       ? 1
                           : lead >> 5 == 6  ? 2
                           : lead >> 4 == 14 ? 3
                           : lead >> 3 == 30 ? 4
                                             : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i != size; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
  return size;
}

bool allowed(std::string_view character, const TextRule& rule) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20 || first == 0x7F) return false;
  if (character.size() == 4 && !rule.four_byte_characters) return false;
  return rule.forbidden.find(character[0]) == std::string_view::npos;
}

}  // namespace

std::string plain_text(std::string_view text, const TextRule& rule, std::string_view fallback) {
  std::string out;
  std::size_t characters = 0;
  while (!text.empty() && characters != rule.characters_max) {
    const auto size = character_size(text);
    if (size != 0 && allowed(text.substr(0, size), rule)) {
      out += text.substr(0, size);
      ++characters;
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  if (out.find_first_not_of(' ') == std::string::npos) return std::string(fallback);
  return out;
}

}  // namespace lunchrush::gateways
