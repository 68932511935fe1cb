#include "services/web/value_setter.h"

#include <string>

#include "services/crypto/digest.h"
#include "services/web/rfc3339.h"

namespace lunchrush::web {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string_view value_words(FieldKind kind) {
  switch (kind) {
    case FieldKind::int32:
    case FieldKind::int64:
    case FieldKind::uint32:
    case FieldKind::uint64: return "an integer, without point or exponent";
    case FieldKind::number: return "a number";
    case FieldKind::boolean: return "true or false";
    case FieldKind::text:
    case FieldKind::enumeration: return "a text";
    case FieldKind::bytes: return "a text of base64";
    case FieldKind::message: return "an object";
    case FieldKind::timestamp: return "a text with an RFC 3339 time";
  }
  std::abort();
}

Fault unknown_word(const EnumTable& enumeration) {
  std::string detail = "must be one of";
  for (const auto& word : enumeration.words()) detail += " " + word;
  return {"unknown_value", detail};
}

void put_text(const Place& place, std::string_view text) {
  const auto& reflection = *place.reflection;
  if (place.item) return reflection.AddString(place.message, place.field, std::string(text));
  reflection.SetString(place.message, place.field, std::string(text));
}

std::optional<Fault> put_enumeration(const Place& place, std::string_view word) {
  const auto number = place.known->enumeration->number(word);
  if (!number) return unknown_word(*place.known->enumeration);
  const auto& reflection = *place.reflection;
  if (place.item) reflection.AddEnumValue(place.message, place.field, *number);
  if (!place.item) reflection.SetEnumValue(place.message, place.field, *number);
  return std::nullopt;
}

std::optional<Fault> put_timestamp(const Place& place, std::string_view text) {
  const auto at = from_rfc3339(text);
  if (!at) return Fault{"bad_time", "must be an RFC 3339 time such as 2026-11-21T12:00:00Z"};
  auto& timestamp = *place.add_message();
  const auto& type = *timestamp.GetDescriptor();
  timestamp.GetReflection()->SetInt64(&timestamp, type.field(0), at->seconds);
  timestamp.GetReflection()->SetInt32(&timestamp, type.field(1), at->nanos);
  return std::nullopt;
}

std::optional<Fault> put_bytes(const Place& place, std::string_view text) {
  const auto bytes = crypto::from_base64(text);
  if (!bytes) return Fault{"bad_base64", "must be base64 with padding"};
  put_text(place, *bytes);
  return std::nullopt;
}

template <class Integer>
std::optional<Fault> put_integer(const Place& place, Integer value) {
  if (auto fault = check_integer(place.known->rules, value)) return fault;
  const auto& reflection = *place.reflection;
  auto* message = place.message;
  const auto* field = place.field;
  const Fault no_room{"out_of_range", "does not fit the field's type"};
  switch (place.known->kind) {
    case FieldKind::int32:
      if (!std::in_range<std::int32_t>(value)) return no_room;
      place.item ? reflection.AddInt32(message, field, static_cast<std::int32_t>(value))
                 : reflection.SetInt32(message, field, static_cast<std::int32_t>(value));
      return std::nullopt;
    case FieldKind::int64:
      if (!std::in_range<std::int64_t>(value)) return no_room;
      place.item ? reflection.AddInt64(message, field, static_cast<std::int64_t>(value))
                 : reflection.SetInt64(message, field, static_cast<std::int64_t>(value));
      return std::nullopt;
    case FieldKind::uint32:
      if (!std::in_range<std::uint32_t>(value)) return no_room;
      place.item ? reflection.AddUInt32(message, field, static_cast<std::uint32_t>(value))
                 : reflection.SetUInt32(message, field, static_cast<std::uint32_t>(value));
      return std::nullopt;
    case FieldKind::uint64:
      if (!std::in_range<std::uint64_t>(value)) return no_room;
      place.item ? reflection.AddUInt64(message, field, static_cast<std::uint64_t>(value))
                 : reflection.SetUInt64(message, field, static_cast<std::uint64_t>(value));
      return std::nullopt;
    case FieldKind::number: return place.set_number(static_cast<double>(value));
    case FieldKind::boolean:
    case FieldKind::text:
    case FieldKind::bytes:
    case FieldKind::enumeration:
    case FieldKind::message:
    case FieldKind::timestamp: return wrong_type(*place.known);
  }
  std::abort();
}

}  // namespace

Fault wrong_type(const FieldTable& known) {
  switch (known.shape) {
    case FieldShape::single: return {"wrong_type", "must be " + std::string(value_words(known.kind))};
    case FieldShape::list:
      return {"wrong_type", "must be a list; each item " + std::string(value_words(known.kind))};
    case FieldShape::map:
      return {"wrong_type", "must be an object; each value " + std::string(value_words(known.kind))};
  }
  std::abort();
}

std::optional<Fault> Place::set_text(std::string_view text) const {
  switch (known->kind) {
    case FieldKind::text:
      if (auto fault = check_text(known->rules, text)) return fault;
      put_text(*this, text);
      return std::nullopt;
    case FieldKind::enumeration: return put_enumeration(*this, text);
    case FieldKind::timestamp: return put_timestamp(*this, text);
    case FieldKind::bytes: return put_bytes(*this, text);
    case FieldKind::int32:
    case FieldKind::int64:
    case FieldKind::uint32:
    case FieldKind::uint64:
    case FieldKind::number:
    case FieldKind::boolean:
    case FieldKind::message: return wrong_type(*known);
  }
  std::abort();
}

std::optional<Fault> Place::set_integer(std::int64_t value) const { return put_integer(*this, value); }
std::optional<Fault> Place::set_integer(std::uint64_t value) const { return put_integer(*this, value); }

std::optional<Fault> Place::set_number(double value) const {
  if (known->kind != FieldKind::number) return wrong_type(*known);
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT) {
    const auto narrow = static_cast<float>(value);
    item ? reflection->AddFloat(message, field, narrow) : reflection->SetFloat(message, field, narrow);
    return std::nullopt;
  }
  item ? reflection->AddDouble(message, field, value) : reflection->SetDouble(message, field, value);
  return std::nullopt;
}

std::optional<Fault> Place::set_boolean(bool value) const {
  if (known->kind != FieldKind::boolean) return wrong_type(*known);
  item ? reflection->AddBool(message, field, value) : reflection->SetBool(message, field, value);
  return std::nullopt;
}

Message* Place::add_message() const {
  return item ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field);
}

}  // namespace lunchrush::web
