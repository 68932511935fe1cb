#include "services/web/openapi_schemas.h"

#include <boost/json/array.hpp>
#include <limits>

#include "proto/lunchrush/v1/rules.pb.h"
#include "services/web/message_table.h"

namespace lunchrush::web {
namespace {

namespace json = boost::json;
using google::protobuf::Descriptor;

void add_reachable(MessageSet& set, const Descriptor& message) {
  if (!set.insert(&message).second) return;
  for (const auto& known : table_of(message).fields)
    if (known.message) add_reachable(set, *known.message->type);
}

json::object reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

bool always_printed(const FieldTable& known) {
  return !known.presence && !(known.kind == FieldKind::enumeration && known.shape == FieldShape::single);
}

// One direction: what is asked shows its rules, what is answered shows what can be relied on.
class Direction {
 public:
  Direction(const OpenApiSchemas& schemas, bool request) : schemas_(schemas), request_(request) {}

  json::object message(const Descriptor& type) const {
    const auto& table = table_of(type);
    json::object properties;
    json::array required;
    for (std::size_t at = 0; at != table.fields.size(); ++at) {
      const auto& known = table.fields[at];
      properties[known.name] = field(known);
      const bool there = request_ ? (table.needed >> at & 1) != 0 : always_printed(known);
      if (there) required.emplace_back(known.name);
    }
    json::object schema{
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = std::move(required);
    if (const auto& about = type.options().GetExtension(v1::about); !about.empty())
      schema["description"] = about;
    return schema;
  }

 private:
  json::object field(const FieldTable& known) const {
    switch (known.shape) {
      case FieldShape::single: return value(known);
      case FieldShape::list: return list(known);
      case FieldShape::map: return map(known);
    }
    std::abort();
  }

  json::object list(const FieldTable& known) const {
    json::object schema{{"type", "array"}, {"items", value(known)}};
    if (request_ && known.rules.required) schema["minItems"] = 1;
    if (request_) schema["maxItems"] = known.rules.items_max;
    return schema;
  }

  json::object map(const FieldTable& known) const {
    json::object schema{{"type", "object"}, {"additionalProperties", value(known)}};
    if (request_) schema["maxProperties"] = known.rules.items_max;
    return schema;
  }

  json::object value(const FieldTable& known) const {
    switch (known.kind) {
      case FieldKind::int32:
      case FieldKind::uint32: return integer(known, "int32");
      case FieldKind::int64:
      case FieldKind::uint64: return integer(known, "int64");
      case FieldKind::number: return {{"type", "number"}};
      case FieldKind::boolean: return {{"type", "boolean"}};
      case FieldKind::text: return text(known);
      case FieldKind::bytes: return {{"type", "string"}, {"contentEncoding", "base64"}};
      case FieldKind::enumeration: return enumeration(known);
      case FieldKind::timestamp: return {{"type", "string"}, {"format", "date-time"}};
      case FieldKind::message:
        return request_ ? schemas_.request_reference(*known.message->type)
                        : schemas_.response_reference(*known.message->type);
    }
    std::abort();
  }

  json::object integer(const FieldTable& known, std::string_view format) const {
    using Limits = std::numeric_limits<std::int64_t>;
    json::object schema{{"type", "integer"}, {"format", format}};
    if (request_ && known.rules.min != Limits::min()) schema["minimum"] = known.rules.min;
    if (request_ && known.rules.max != Limits::max()) schema["maximum"] = known.rules.max;
    return schema;
  }

  json::object text(const FieldTable& known) const {
    json::object schema{{"type", "string"}};
    if (!request_) return schema;
    if (known.rules.required) schema["minLength"] = std::max<std::uint32_t>(1, known.rules.length_min);
    schema["maxLength"] = known.rules.length_max;
    if (!known.rules.alphabet.empty()) schema["pattern"] = "^[" + known.rules.alphabet + "]*$";
    return schema;
  }

  // Open on purpose: new words may come, and a client must take them for "other" (conventions.md, 1.2).
  static json::object enumeration(const FieldTable& known) {
    json::array words;
    for (const auto& word : known.enumeration->words()) words.emplace_back(word);
    return {{"type", "string"}, {"x-extensible-enum", std::move(words)}};
  }

  const OpenApiSchemas& schemas_;
  bool request_;
};

// Open too: some codes add members of their own, such as the quote of price_changed.
json::object problem_schema() {
  const json::object text{{"type", "string"}};
  const json::object error{
      {"type", "object"},
      {"properties", {{"pointer", text}, {"code", text}, {"detail", text}}},
      {"required", {"pointer", "code", "detail"}},
      {"additionalProperties", false},
  };
  return {
      {"type", "object"},
      {"description",
       "RFC 9457. `code` is stable; `message` is for the person, in the language of Accept-Language."},
      {"properties",
       {{"type", {{"type", "string"}, {"format", "uri-reference"}}},
        {"title", text},
        {"status", {{"type", "integer"}}},
        {"code", text},
        {"detail", text},
        {"message", text},
        {"retryable", {{"type", "boolean"}}},
        {"request_id", text},
        {"retry_after_ms", {{"type", "integer"}}},
        {"errors", {{"type", "array"}, {"items", error}}}}},
      {"required", {"type", "title", "status", "code", "message", "retryable", "request_id"}},
  };
}

}  // namespace

void OpenApiSchemas::add_response(const Descriptor& message) { add_reachable(responses_, message); }
void OpenApiSchemas::add_request(const Descriptor& message) { add_reachable(requests_, message); }

json::object OpenApiSchemas::response_reference(const Descriptor& message) const {
  return reference(message.name());
}

json::object OpenApiSchemas::request_reference(const Descriptor& message) const {
  return reference(message.name() + (responses_.contains(&message) ? "Input" : ""));
}

json::object OpenApiSchemas::components() const {
  json::object schemas{{"Problem", problem_schema()}};
  const Direction asked(*this, true);
  const Direction answered(*this, false);
  for (const auto* message : responses_) schemas[message->name()] = answered.message(*message);
  for (const auto* message : requests_)
    schemas[message->name() + (responses_.contains(message) ? "Input" : "")] = asked.message(*message);
  return schemas;
}

}  // namespace lunchrush::web
