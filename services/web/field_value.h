// One value of a message, to be looked at: of a single field, or one item of a list.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace lunchrush::web {

struct FieldValue {
  static constexpr int single = -1;

  const google::protobuf::Message& message;
  const google::protobuf::Reflection&
      reflection;  // the message's: asking it for that each time costs a lock's check
  const google::protobuf::FieldDescriptor* field;
  int at = single;

  std::int32_t int32() const {
    return at < 0 ? reflection.GetInt32(message, field) : reflection.GetRepeatedInt32(message, field, at);
  }
  std::int64_t int64() const {
    return at < 0 ? reflection.GetInt64(message, field) : reflection.GetRepeatedInt64(message, field, at);
  }
  std::uint32_t uint32() const {
    return at < 0 ? reflection.GetUInt32(message, field) : reflection.GetRepeatedUInt32(message, field, at);
  }
  std::uint64_t uint64() const {
    return at < 0 ? reflection.GetUInt64(message, field) : reflection.GetRepeatedUInt64(message, field, at);
  }
  bool boolean() const {
    return at < 0 ? reflection.GetBool(message, field) : reflection.GetRepeatedBool(message, field, at);
  }
  double number() const {
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_FLOAT)
      return at < 0 ? reflection.GetFloat(message, field) : reflection.GetRepeatedFloat(message, field, at);
    return at < 0 ? reflection.GetDouble(message, field) : reflection.GetRepeatedDouble(message, field, at);
  }
  int enumeration() const {
    return at < 0 ? reflection.GetEnumValue(message, field)
                  : reflection.GetRepeatedEnumValue(message, field, at);
  }
  // `scratch` holds the text where the message does not keep it as a std::string.
  const std::string& text(std::string& scratch) const {
    return at < 0 ? reflection.GetStringReference(message, field, &scratch)
                  : reflection.GetRepeatedStringReference(message, field, at, &scratch);
  }
  const google::protobuf::Message& nested() const {
    return at < 0 ? reflection.GetMessage(message, field) : reflection.GetRepeatedMessage(message, field, at);
  }
};

}  // namespace lunchrush::web
