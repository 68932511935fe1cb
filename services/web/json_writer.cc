#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "services/crypto/digest.h"
#include "services/telemetry/json_text.h"
#include "services/web/codec.h"
#include "services/web/message_table.h"
#include "services/web/rfc3339.h"

namespace lunchrush::web {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void append_message(std::string& out, const Message& message, const MessageTable& table);

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

void append_double(std::string& out, double value) {
  if (std::isfinite(value)) return append_number(out, value);
  out.append("null");  // JSON has no word for it
}

void append_timestamp(std::string& out, const Message& timestamp) {
  const auto& reflection = *timestamp.GetReflection();
  const auto& type = *timestamp.GetDescriptor();
  out += '"';
  append_rfc3339(
      out, {reflection.GetInt64(timestamp, type.field(0)), reflection.GetInt32(timestamp, type.field(1))});
  out += '"';
}

// One value that stands alone: of a single field, or of a map's entry.
void append_single(std::string& out, const Message& message, const FieldDescriptor* field,
                   const FieldTable& known) {
  const auto& reflection = *message.GetReflection();
  std::string scratch;
  switch (known.kind) {
    case FieldKind::int32: return append_number(out, reflection.GetInt32(message, field));
    case FieldKind::int64: return append_number(out, reflection.GetInt64(message, field));
    case FieldKind::uint32: return append_number(out, reflection.GetUInt32(message, field));
    case FieldKind::uint64: return append_number(out, reflection.GetUInt64(message, field));
    case FieldKind::number:
      return append_double(out, field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT
                                    ? static_cast<double>(reflection.GetFloat(message, field))
                                    : reflection.GetDouble(message, field));
    case FieldKind::boolean: out.append(reflection.GetBool(message, field) ? "true" : "false"); return;
    case FieldKind::text:
      return append_json_string(out, reflection.GetStringReference(message, field, &scratch));
    case FieldKind::bytes:
      return append_json_string(out,
                                crypto::to_base64(reflection.GetStringReference(message, field, &scratch)));
    case FieldKind::enumeration: {
      const auto word = known.enumeration->quoted(reflection.GetEnumValue(message, field));
      out.append(word.empty() ? "\"unspecified\"" : word);
      return;
    }
    case FieldKind::message:
      return append_message(out, reflection.GetMessage(message, field), *known.message);
    case FieldKind::timestamp: return append_timestamp(out, reflection.GetMessage(message, field));
  }
}

void append_item(std::string& out, const Message& message, const FieldTable& known, int at) {
  const auto& reflection = *message.GetReflection();
  const auto* field = known.field;
  std::string scratch;
  switch (known.kind) {
    case FieldKind::int32: return append_number(out, reflection.GetRepeatedInt32(message, field, at));
    case FieldKind::int64: return append_number(out, reflection.GetRepeatedInt64(message, field, at));
    case FieldKind::uint32: return append_number(out, reflection.GetRepeatedUInt32(message, field, at));
    case FieldKind::uint64: return append_number(out, reflection.GetRepeatedUInt64(message, field, at));
    case FieldKind::number:
      return append_double(out, field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT
                                    ? static_cast<double>(reflection.GetRepeatedFloat(message, field, at))
                                    : reflection.GetRepeatedDouble(message, field, at));
    case FieldKind::boolean:
      out.append(reflection.GetRepeatedBool(message, field, at) ? "true" : "false");
      return;
    case FieldKind::text:
      return append_json_string(out, reflection.GetRepeatedStringReference(message, field, at, &scratch));
    case FieldKind::bytes:
      return append_json_string(
          out, crypto::to_base64(reflection.GetRepeatedStringReference(message, field, at, &scratch)));
    case FieldKind::enumeration: {
      const auto word = known.enumeration->quoted(reflection.GetRepeatedEnumValue(message, field, at));
      out.append(word.empty() ? "\"unspecified\"" : word);
      return;
    }
    case FieldKind::message:
      return append_message(out, reflection.GetRepeatedMessage(message, field, at), *known.message);
    case FieldKind::timestamp:
      return append_timestamp(out, reflection.GetRepeatedMessage(message, field, at));
  }
}

void append_list(std::string& out, const Message& message, const FieldTable& known) {
  const int count = message.GetReflection()->FieldSize(message, known.field);
  out.push_back('[');
  for (int at = 0; at != count; ++at) {
    if (at != 0) out.push_back(',');
    append_item(out, message, known, at);
  }
  out.push_back(']');
}

// By key, because a map has no order of its own and a replayed answer must be the same bytes.
void append_map(std::string& out, const Message& message, const FieldTable& known) {
  struct Entry {
    std::string key;
    const Message* entry;
  };
  const auto& reflection = *message.GetReflection();
  std::vector<Entry> entries;
  for (int at = 0, count = reflection.FieldSize(message, known.field); at != count; ++at) {
    const auto& entry = reflection.GetRepeatedMessage(message, known.field, at);
    entries.push_back({entry.GetReflection()->GetString(entry, known.map_key), &entry});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  out.push_back('{');
  for (const auto& [key, entry] : entries) {
    if (out.back() != '{') out.push_back(',');
    append_json_string(out, key);
    out.push_back(':');
    append_single(out, *entry, known.map_value, known);
  }
  out.push_back('}');
}

bool printed(const Message& message, const FieldTable& known) {
  const auto& reflection = *message.GetReflection();
  if (known.presence && !reflection.HasField(message, known.field)) return false;
  if (known.kind != FieldKind::enumeration || known.shape != FieldShape::single) return true;
  return !known.enumeration->quoted(reflection.GetEnumValue(message, known.field)).empty();
}

void append_message(std::string& out, const Message& message, const MessageTable& table) {
  char separator = '{';
  for (const auto& known : table.fields) {
    if (!printed(message, known)) continue;
    out.push_back(separator);
    separator = ',';
    out.append(known.member);
    switch (known.shape) {
      case FieldShape::single: append_single(out, message, known.field, known); break;
      case FieldShape::list: append_list(out, message, known); break;
      case FieldShape::map: append_map(out, message, known); break;
    }
  }
  if (separator == '{') out.push_back('{');
  out.push_back('}');
}

}  // namespace

void append_json(std::string& out, const Message& message) {
  append_message(out, message, table_of(*message.GetDescriptor()));
}

std::string to_json(const Message& message) {
  std::string out;
  append_json(out, message);
  return out;
}

void append_json_string(std::string& out, std::string_view text) { telemetry::append_json_text(out, text); }

}  // namespace lunchrush::web
