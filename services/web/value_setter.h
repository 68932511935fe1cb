// Puts one checked value into a message: of a single field, the next item of a list, or the value of a map's
// entry.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "services/web/message_table.h"

namespace lunchrush::web {

struct Place {
  google::protobuf::Message* message = nullptr;              // the entry, for a map
  const google::protobuf::Reflection* reflection = nullptr;  // the message's
  const google::protobuf::FieldDescriptor* field = nullptr;  // the entry's value, for a map
  const FieldTable* known = nullptr;
  bool item = false;  // append to a repeated field

  std::optional<Fault> set_text(std::string_view text) const;  // text, bytes, enumerations, timestamps
  std::optional<Fault> set_integer(std::int64_t value) const;
  std::optional<Fault> set_integer(std::uint64_t value) const;
  std::optional<Fault> set_number(double value) const;
  std::optional<Fault> set_boolean(bool value) const;
  google::protobuf::Message* add_message() const;  // kind must be message or timestamp
};

// What the field takes, for "wrong_type".
Fault wrong_type(const FieldTable& known);

}  // namespace lunchrush::web
