// What a field may hold, from its (lunchrush.v1.rules), in the form that is quick to check.
#pragma once

#include <google/protobuf/descriptor.h>

#include <bitset>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::web {

inline constexpr std::uint32_t text_length_max = 256;  // code points, where the field says nothing
inline constexpr std::uint32_t list_items_max = 200;   // where the field says nothing

struct FieldRules {
  bool required = false;
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  std::uint32_t length_min = 0;
  std::uint32_t length_max = text_length_max;
  std::uint32_t items_max = list_items_max;
  std::string alphabet;      // as written; empty: any character
  std::bitset<128> allowed;  // meaningful with an alphabet
};

FieldRules rules_of(const google::protobuf::FieldDescriptor& field);

// Why a value is refused: a stable code for FieldError, words for a developer.
struct Fault {
  std::string_view code;
  std::string detail;
};

std::optional<Fault> check_integer(const FieldRules& rules, std::int64_t value);
std::optional<Fault> check_integer(const FieldRules& rules, std::uint64_t value);
std::optional<Fault> check_text(const FieldRules& rules, std::string_view text);
std::optional<Fault> check_items(const FieldRules& rules, std::size_t count);

}  // namespace lunchrush::web
