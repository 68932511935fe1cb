// What the codec knows of a message type, worked out once per type: names, kinds, rules, enum words. Hot
// paths walk these tables instead of asking descriptors.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/web/field_rules.h"

namespace lunchrush::web {

enum class FieldKind {
  int32,
  int64,
  uint32,
  uint64,
  number,
  boolean,
  text,
  bytes,
  enumeration,
  message,
  timestamp
};
enum class FieldShape { single, list, map };

// ORDER_STATUS_EXPIRED ↔ "expired".
class EnumTable {
 public:
  explicit EnumTable(const google::protobuf::EnumDescriptor& type);
  std::optional<int> number(std::string_view word) const;  // nullopt also for the UNSPECIFIED value's word
  std::string_view quoted(int number) const;               // with quotes; empty when UNSPECIFIED or unknown
  std::vector<std::string> words() const;                  // without UNSPECIFIED
  std::optional<int> unspecified() const { return unspecified_; }

 private:
  std::vector<std::string> quoted_;  // by number
  std::optional<int> unspecified_;
};

struct MessageTable;

struct FieldTable {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string_view name;
  std::string member;  // "name": with quotes and colon, as it is printed
  FieldKind kind{};    // of the value; of each item of a list, of each value of a map
  FieldShape shape = FieldShape::single;
  bool presence = false;  // can be told apart from its default
  FieldRules rules;
  std::uint64_t rivals = 0;                                    // bits of the other members of its oneof
  const EnumTable* enumeration = nullptr;                      // when kind says so
  const MessageTable* message = nullptr;                       // when kind says so
  const google::protobuf::FieldDescriptor* map_key = nullptr;  // of the entry, when shape says so
  const google::protobuf::FieldDescriptor* map_value = nullptr;
};

struct MessageTable {
  static constexpr std::size_t fields_max = 64;  // one bit each while a message is read

  const google::protobuf::Descriptor* type = nullptr;
  std::vector<FieldTable> fields;
  std::uint64_t needed = 0;  // bits of the fields that may not be absent

  // The field's position, or fields.size(). Members mostly come in the order of the contract, so the search
  // begins at `expected`.
  std::size_t find(std::string_view name, std::size_t expected) const;
};

// What is absent reads as its default: a field is needed when its rules say so or refuse that default.
bool needed(const FieldTable& known);

// Made at the first call for each type and kept for ever; any thread.
const MessageTable& table_of(const google::protobuf::Descriptor& type);

}  // namespace lunchrush::web
