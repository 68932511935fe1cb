// One column of a batch: PostgreSQL's binary form of a one-dimensional array (array_recv and the elements'
// own recv functions). Nothing is printed on this side or parsed on the other, which is most of what a batch
// used to cost.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/binarystring>
#include <string>
#include <string_view>

#include "services/domain/ids.h"
#include "services/domain/time.h"

namespace lunchrush::postgres {

// With the object ids that PostgreSQL's catalog has given these types for ever.
enum class ElementType : std::uint32_t {
  boolean = 16,
  bytea = 17,
  bigint = 20,
  integer = 23,
  text = 25,
  json = 114,
  date = 1082,
  timestamptz = 1184,
  uuid = 2950,
  jsonb = 3802
};

class Array {
 public:
  explicit Array(ElementType type);

  void add(std::int64_t value);      // bigint, integer
  void add_flag(bool value);         // boolean
  void add(std::string_view bytes);  // text, json, jsonb, bytea
  void add(const domain::Uuid& id);
  void add(domain::Instant at);         // timestamptz
  void add_date(std::string_view day);  // YYYY-MM-DD; throws std::runtime_error for anything else
  void add_null();
  template <class T>
  void add(const std::optional<T>& value) {
    value ? add(*value) : add_null();
  }

  ElementType type() const { return type_; }
  pqxx::binarystring parameter() const;  // for a statement's parameter of this array type
  // Of the element's type: the one there is, which is not null.
  pqxx::binarystring only_element() const;

 private:
  void append(const void* bytes, std::size_t size);

  ElementType type_;
  std::uint32_t count_ = 0;
  bool has_null_ = false;
  std::string elements_;
};

}  // namespace lunchrush::postgres
