#include "services/web/message_table.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace lunchrush::web {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr int enum_numbers_max = 256;  // enums are small and dense; the table is indexed by number

char to_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}
char to_upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
}

// "OrderStatus" → "ORDER_STATUS_"
std::string value_prefix(std::string_view type_name) {
  std::string prefix;
  for (const char letter : type_name) {
    if (letter >= 'A' && letter <= 'Z' && !prefix.empty()) prefix.push_back('_');
    prefix.push_back(to_upper(letter));
  }
  return prefix + "_";
}

std::string word_of(const google::protobuf::EnumValueDescriptor& value) {
  std::string_view name = value.name();
  const auto prefix = value_prefix(value.type()->name());
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  std::string word(name);
  std::transform(word.begin(), word.end(), word.begin(), to_lower);
  return word;
}

FieldKind kind_of(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return FieldKind::int32;
    case FieldDescriptor::CPPTYPE_INT64: return FieldKind::int64;
    case FieldDescriptor::CPPTYPE_UINT32: return FieldKind::uint32;
    case FieldDescriptor::CPPTYPE_UINT64: return FieldKind::uint64;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT: return FieldKind::number;
    case FieldDescriptor::CPPTYPE_BOOL: return FieldKind::boolean;
    case FieldDescriptor::CPPTYPE_ENUM: return FieldKind::enumeration;
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_BYTES ? FieldKind::bytes : FieldKind::text;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field.message_type()->full_name() == "google.protobuf.Timestamp" ? FieldKind::timestamp
                                                                              : FieldKind::message;
  }
  std::abort();
}

std::uint64_t rivals_of(const FieldDescriptor& field) {
  const auto* group = field.real_containing_oneof();
  std::uint64_t rivals = 0;
  for (int i = 0; group && i != group->field_count(); ++i)
    if (group->field(i) != &field) rivals |= std::uint64_t{1} << group->field(i)->index();
  return rivals;
}

// Owns every table. Types may refer to each other in circles, so a table is entered before its fields are
// worked out.
class Tables {
 public:
  const MessageTable& message(const Descriptor& type) {
    auto& slot = messages_[&type];
    if (slot) return *slot;
    slot = std::make_unique<MessageTable>();
    auto& table = *slot;
    assert(static_cast<std::size_t>(type.field_count()) <= MessageTable::fields_max);
    table.type = &type;
    table.fields.reserve(static_cast<std::size_t>(type.field_count()));
    for (int i = 0; i != type.field_count(); ++i) {
      table.fields.push_back(field(*type.field(i)));
      if (needed(table.fields.back())) table.needed |= std::uint64_t{1} << i;
    }
    return table;
  }

  std::mutex mutex;

 private:
  FieldTable field(const FieldDescriptor& descriptor) {
    FieldTable made;
    made.field = &descriptor;
    made.name = descriptor.name();
    made.member = "\"" + descriptor.name() + "\":";
    made.presence = descriptor.has_presence();
    made.rules = rules_of(descriptor);
    made.rivals = rivals_of(descriptor);
    if (descriptor.is_repeated()) made.shape = descriptor.is_map() ? FieldShape::map : FieldShape::list;
    if (descriptor.is_map()) {
      made.map_key = descriptor.message_type()->map_key();
      made.map_value = descriptor.message_type()->map_value();
      assert(made.map_key->cpp_type() == FieldDescriptor::CPPTYPE_STRING);  // JSON has no other member names
    }
    const auto& value = made.map_value ? *made.map_value : descriptor;
    made.kind = kind_of(value);
    if (made.kind == FieldKind::enumeration) made.enumeration = &enumeration(*value.enum_type());
    if (made.kind == FieldKind::message) made.message = &message(*value.message_type());
    return made;
  }

  const EnumTable& enumeration(const EnumDescriptor& type) {
    auto& slot = enums_[&type];
    if (!slot) slot = std::make_unique<EnumTable>(type);
    return *slot;
  }

  std::map<const Descriptor*, std::unique_ptr<MessageTable>> messages_;
  std::map<const EnumDescriptor*, std::unique_ptr<EnumTable>> enums_;
};

}  // namespace

EnumTable::EnumTable(const EnumDescriptor& type) {
  for (int i = 0; i != type.value_count(); ++i) {
    const auto& value = *type.value(i);
    assert(value.number() >= 0 && value.number() < enum_numbers_max);
    const auto word = word_of(value);
    if (word == "unspecified") {
      unspecified_ = value.number();
      continue;
    }
    const auto number = static_cast<std::size_t>(value.number());
    if (quoted_.size() <= number) quoted_.resize(number + 1);
    if (quoted_[number].empty()) quoted_[number] = "\"" + word + "\"";  // the first name of aliases counts
  }
}

std::optional<int> EnumTable::number(std::string_view word) const {
  if (word.empty()) return std::nullopt;
  for (std::size_t i = 0; i != quoted_.size(); ++i)
    if (quoted_[i].size() == word.size() + 2 && std::string_view(quoted_[i]).substr(1, word.size()) == word)
      return static_cast<int>(i);
  return std::nullopt;
}

std::string_view EnumTable::quoted(int number) const {
  const auto index = static_cast<std::size_t>(number);
  return number >= 0 && index < quoted_.size() ? std::string_view(quoted_[index]) : std::string_view();
}

std::vector<std::string> EnumTable::words() const {
  std::vector<std::string> words;
  for (const auto& quoted : quoted_)
    if (!quoted.empty()) words.push_back(quoted.substr(1, quoted.size() - 2));
  return words;
}

bool needed(const FieldTable& known) {
  if (known.rules.required) return true;
  const bool integer = known.kind == FieldKind::int32 || known.kind == FieldKind::int64 ||
                       known.kind == FieldKind::uint32 || known.kind == FieldKind::uint64;
  return integer && known.shape == FieldShape::single && !known.presence &&
         check_integer(known.rules, std::int64_t{0}).has_value();
}

std::size_t MessageTable::find(std::string_view name, std::size_t expected) const {
  for (auto at = expected; at < fields.size(); ++at)
    if (fields[at].name == name) return at;
  const auto before = std::min(expected, fields.size());
  for (std::size_t at = 0; at != before; ++at)
    if (fields[at].name == name) return at;
  return fields.size();
}

const MessageTable& table_of(const Descriptor& type) {
  thread_local std::unordered_map<const Descriptor*, const MessageTable*> known;  // spares the lock
  auto& table = known[&type];
  if (table) return *table;
  static auto& tables = *new Tables;  // never destroyed: other threads may still read at exit
  const std::lock_guard lock(tables.mutex);
  table = &tables.message(type);
  return *table;
}

}  // namespace lunchrush::web
