#include "services/web/field_rules.h"

#include <cassert>
#include <cstring>

#include "proto/lunchrush/v1/rules.pb.h"

namespace lunchrush::web {
namespace {

// "A-Za-z0-9_.-": characters and ranges, as inside the brackets of a regular expression; '-' at the end is
// itself.
std::bitset<128> characters_of(std::string_view alphabet) {
  std::bitset<128> allowed;
  for (std::size_t at = 0; at < alphabet.size(); ++at) {
    const bool range = at + 2 < alphabet.size() && alphabet[at + 1] == '-';
    const auto first = static_cast<unsigned char>(alphabet[at]);
    const auto last = range ? static_cast<unsigned char>(alphabet[at + 2]) : first;
    assert(first <= last && last < 128);
    for (unsigned character = first; character <= last; ++character) allowed.set(character);
    if (range) at += 2;
  }
  return allowed;
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

bool longer_than(std::string_view text, std::size_t length) {
  return text.size() > length && code_points(text) > length;  // bytes first: most text is short
}

std::optional<Fault> check_characters(const FieldRules& rules, std::string_view text) {
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 128 || !rules.allowed[byte])
      return Fault{"bad_character", "only characters of [" + rules.alphabet + "] are allowed"};
  }
  return std::nullopt;
}

Fault out_of_range(const FieldRules& rules) {
  using Limits = std::numeric_limits<std::int64_t>;
  std::string detail = "must be";
  if (rules.min != Limits::min()) detail += " at least " + std::to_string(rules.min);
  if (rules.min != Limits::min() && rules.max != Limits::max()) detail += " and";
  if (rules.max != Limits::max()) detail += " at most " + std::to_string(rules.max);
  return {"out_of_range", detail};
}

}  // namespace

FieldRules rules_of(const google::protobuf::FieldDescriptor& field) {
  const auto& given = field.options().GetExtension(v1::rules);
  FieldRules rules;
  rules.required = given.required();
  if (given.bounded() || given.min() != 0) rules.min = given.min();
  if (given.bounded() || given.max() != 0) rules.max = given.max();
  rules.length_min = static_cast<std::uint32_t>(given.min_length());
  if (given.max_length() != 0) rules.length_max = static_cast<std::uint32_t>(given.max_length());
  if (given.max_items() != 0) rules.items_max = static_cast<std::uint32_t>(given.max_items());
  rules.alphabet = given.alphabet();
  rules.allowed = characters_of(rules.alphabet);
  return rules;
}

std::optional<Fault> check_integer(const FieldRules& rules, std::int64_t value) {
  if (value >= rules.min && value <= rules.max) return std::nullopt;
  return out_of_range(rules);
}

std::optional<Fault> check_integer(const FieldRules& rules, std::uint64_t value) {
  constexpr auto signed_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value <= signed_max) return check_integer(rules, static_cast<std::int64_t>(value));
  if (rules.max == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return out_of_range(rules);
}

std::optional<Fault> check_text(const FieldRules& rules, std::string_view text) {
  if (text.empty() && rules.required) return Fault{"required", "must not be empty"};
  if (text.empty()) return std::nullopt;  // the same as absent
  if (longer_than(text, rules.length_max))
    return Fault{"too_long", "must have at most " + std::to_string(rules.length_max) + " characters"};
  if (rules.length_min != 0 && !longer_than(text, rules.length_min - 1))
    return Fault{"too_short", "must have at least " + std::to_string(rules.length_min) + " characters"};
  // PostgreSQL refuses it in text: one order with it would fail its whole batch.
  if (std::memchr(text.data(), '\0', text.size())) return Fault{"nul_character", "must not contain U+0000"};
  if (rules.alphabet.empty()) return std::nullopt;
  return check_characters(rules, text);
}

std::optional<Fault> check_items(const FieldRules& rules, std::size_t count) {
  if (count == 0 && rules.required) return Fault{"required", "must not be empty"};
  if (count <= rules.items_max) return std::nullopt;
  return Fault{"too_many", "must have at most " + std::to_string(rules.items_max) + " items"};
}

}  // namespace lunchrush::web
