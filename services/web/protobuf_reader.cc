// from_protobuf: the library reads the bytes; what it lets through is then held against the same rules as
// JSON.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/unknown_field_set.h>

#include <vector>

#include "services/web/codec.h"
#include "services/web/field_value.h"
#include "services/web/message_table.h"
#include "services/web/pointer.h"

namespace lunchrush::web {
namespace {

using google::protobuf::Message;

class Checker {
 public:
  void check(const Message& message, const MessageTable& table) {
    const auto& reflection = *message.GetReflection();
    if (!reflection.GetUnknownFields(message).empty())
      refuse(Fault{"unknown_member", "has a field number that is not a member here"});
    for (const auto& known : table.fields)
      within(known.name, [&] { check_field({message, reflection, known.field}, known); });
  }

  std::vector<domain::FieldError> take() { return std::move(faults_); }

 private:
  template <class Check>
  void within(std::string_view name, Check check_inside) {
    const auto size = pointer_.size();
    append_pointer_step(pointer_, name);
    check_inside();
    pointer_.resize(size);
  }

  void check_field(const FieldValue& value, const FieldTable& known) {
    if (known.shape != FieldShape::single) return check_items_of(value, known);
    if (!known.presence || value.reflection.HasField(value.message, known.field))
      return check_value(value, known);
    if (known.rules.required) refuse(Fault{"required", "is required"});
  }

  void check_items_of(FieldValue item, const FieldTable& known) {
    const int count = item.reflection.FieldSize(item.message, known.field);
    if (auto fault = check_items(known.rules, static_cast<std::size_t>(count))) return refuse(fault);
    for (item.at = 0; item.at != count; ++item.at) {
      if (known.shape == FieldShape::map) {
        check_entry(item.nested(), known);
        continue;
      }
      within(std::to_string(item.at), [&] { check_value(item, known); });
    }
  }

  void check_entry(const Message& entry, const FieldTable& known) {
    const auto& reflection = *entry.GetReflection();
    const auto key = reflection.GetString(entry, known.map_key);
    within(key, [&] {
      refuse(check_text(FieldRules{}, key));
      check_value({entry, reflection, known.map_value}, known);
    });
  }

  void check_value(const FieldValue& value, const FieldTable& known) {
    std::string scratch;
    switch (known.kind) {
      case FieldKind::int32: return refuse(check_integer(known.rules, std::int64_t{value.int32()}));
      case FieldKind::int64: return refuse(check_integer(known.rules, value.int64()));
      case FieldKind::uint32: return refuse(check_integer(known.rules, std::int64_t{value.uint32()}));
      case FieldKind::uint64: return refuse(check_integer(known.rules, value.uint64()));
      case FieldKind::text: return refuse(check_text(known.rules, value.text(scratch)));
      case FieldKind::enumeration: return refuse(check_enumeration(known, value.enumeration()));
      case FieldKind::message: return check(value.nested(), *known.message);
      case FieldKind::timestamp: return refuse(check_timestamp(value.nested()));
      case FieldKind::number:
      case FieldKind::boolean:
      case FieldKind::bytes: return;
    }
  }

  static std::optional<Fault> check_enumeration(const FieldTable& known, int number) {
    if (!known.enumeration->quoted(number).empty()) return std::nullopt;
    if (known.enumeration->unspecified() != number)
      return Fault{"unknown_value", "is not a value of its type"};
    if (known.rules.required) return Fault{"required", "is required"};
    return std::nullopt;
  }

  static std::optional<Fault> check_timestamp(const Message& timestamp) {
    constexpr std::int64_t first = -62'135'596'800;  // 0001-01-01, as the type's own definition says
    constexpr std::int64_t last = 253'402'300'799;   // 9999-12-31T23:59:59
    const auto& reflection = *timestamp.GetReflection();
    const auto& type = *timestamp.GetDescriptor();
    const auto seconds = reflection.GetInt64(timestamp, type.field(0));
    const auto nanos = reflection.GetInt32(timestamp, type.field(1));
    if (seconds >= first && seconds <= last && nanos >= 0 && nanos < 1'000'000'000) return std::nullopt;
    return Fault{"bad_time", "must be between the years 1 and 9999"};
  }

  void refuse(const std::optional<Fault>& fault) {
    if (fault && faults_.size() < errors_max)
      faults_.push_back({pointer_, std::string(fault->code), fault->detail});
  }

  std::string pointer_;
  std::vector<domain::FieldError> faults_;
};

bool parse(std::string_view bytes, Message& message) {
  // The library writes the client's faults to stderr by itself; that would be a way to flood the log.
  static const auto silenced = google::protobuf::SetLogHandler(nullptr);
  static_cast<void>(silenced);
  google::protobuf::io::ArrayInputStream array(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream stream(&array);
  stream.SetRecursionLimit(static_cast<int>(json_depth_max));
  return message.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage();
}

}  // namespace

domain::Result<void> from_protobuf(std::string_view bytes, Message& message) {
  if (!parse(bytes, message))
    return domain::Error{domain::ErrorCode::malformed_body,
                         "not a protobuf message of type " + message.GetTypeName()};
  Checker checker;
  checker.check(message, table_of(*message.GetDescriptor()));
  auto faults = checker.take();
  if (faults.empty()) return {};
  return domain::Error{domain::ErrorCode::invalid_request, "the body breaks the rules of its fields",
                       std::move(faults)};
}

std::string canonical_bytes(const Message& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  {
    google::protobuf::io::StringOutputStream text(&bytes);
    google::protobuf::io::CodedOutputStream stream(&text);
    stream.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&stream);
  }  // the stream's end trims what it had taken in advance
  return bytes;
}

}  // namespace lunchrush::web
