#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include "services/crypto/digest.h"
#include "services/telemetry/json_text.h"
#include "services/web/codec.h"
#include "services/web/field_value.h"
#include "services/web/message_table.h"
#include "services/web/rfc3339.h"

namespace lunchrush::web {
namespace {

using google::protobuf::Message;

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

void append_word(std::string& out, std::string_view quoted) {
  out.append(quoted.empty() ? "\"unspecified\"" : quoted);
}

// A single field, an item of a list, or the value of a map's entry.
void append_value(std::string& out, const FieldValue& value, const FieldTable& known) {
  std::string scratch;
  switch (known.kind) {
    case FieldKind::int32: return append_number(out, value.int32());
    case FieldKind::int64: return append_number(out, value.int64());
    case FieldKind::uint32: return append_number(out, value.uint32());
    case FieldKind::uint64: return append_number(out, value.uint64());
    case FieldKind::number: return append_double(out, value.number());
    case FieldKind::boolean: out.append(value.boolean() ? "true" : "false"); return;
    case FieldKind::text: return append_json_string(out, value.text(scratch));
    case FieldKind::bytes: return append_json_string(out, crypto::to_base64(value.text(scratch)));
    case FieldKind::enumeration: return append_word(out, known.enumeration->quoted(value.enumeration()));
    case FieldKind::message: return append_message(out, value.nested(), *known.message);
    case FieldKind::timestamp: return append_timestamp(out, value.nested());
  }
}

void append_list(std::string& out, FieldValue item, const FieldTable& known) {
  const int count = item.reflection.FieldSize(item.message, known.field);
  out.push_back('[');
  for (item.at = 0; item.at != count; ++item.at) {
    if (item.at != 0) out.push_back(',');
    append_value(out, item, known);
  }
  out.push_back(']');
}

// By key, because a map has no order of its own and a replayed answer must be the same bytes.
void append_map(std::string& out, const FieldValue& map, const FieldTable& known) {
  std::map<std::string, const Message*> entries;
  for (int at = 0, count = map.reflection.FieldSize(map.message, known.field); at != count; ++at) {
    const auto& entry = map.reflection.GetRepeatedMessage(map.message, known.field, at);
    entries.emplace(entry.GetReflection()->GetString(entry, known.map_key), &entry);
  }
  char separator = '{';
  for (const auto& [key, entry] : entries) {
    out.push_back(std::exchange(separator, ','));
    append_json_string(out, key);
    out.push_back(':');
    append_value(out, {*entry, *entry->GetReflection(), known.map_value}, known);
  }
  if (entries.empty()) out.push_back('{');
  out.push_back('}');
}

bool printed(const FieldValue& value, const FieldTable& known) {
  if (known.presence && !value.reflection.HasField(value.message, known.field)) return false;
  if (known.kind != FieldKind::enumeration || known.shape != FieldShape::single) return true;
  return !known.enumeration->quoted(value.enumeration()).empty();
}

void append_message(std::string& out, const Message& message, const MessageTable& table) {
  const auto& reflection = *message.GetReflection();
  char separator = '{';
  for (const auto& known : table.fields) {
    const FieldValue value{message, reflection, known.field};
    if (!printed(value, known)) continue;
    out.push_back(std::exchange(separator, ','));
    out.append(known.member);
    switch (known.shape) {
      case FieldShape::single: append_value(out, value, known); break;
      case FieldShape::list: append_list(out, value, known); break;
      case FieldShape::map: append_map(out, value, known); break;
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
