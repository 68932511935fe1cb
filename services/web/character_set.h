// Which characters a text may consist of, as a table: find_first_not_of() searches its whole set for every
// character.
#pragma once

#include <array>
#include <string_view>

namespace lunchrush::web {

class CharacterSet {
 public:
  constexpr explicit CharacterSet(std::string_view members) {
    for (const char member : members) held_[index(member)] = true;
  }
  // From the first to the last, both of them too.
  static constexpr CharacterSet range(char first, char last) {
    CharacterSet set("");
    for (auto i = index(first); i <= index(last); ++i) set.held_[i] = true;
    return set;
  }

  constexpr bool contains(char character) const { return held_[index(character)]; }
  constexpr bool holds_all(std::string_view text) const {
    for (const char character : text)
      if (!contains(character)) return false;
    return true;
  }

 private:
  static constexpr std::size_t index(char character) { return static_cast<unsigned char>(character); }

  std::array<bool, 256> held_{};
};

}  // namespace lunchrush::web
