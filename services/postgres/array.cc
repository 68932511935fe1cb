#include "services/postgres/array.h"

#include <endian.h>

#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>

#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

using namespace std::chrono;

constexpr std::size_t header_bytes = 20;
constexpr std::int32_t null_length = -1;
constexpr char jsonb_version = 1;
// PostgreSQL counts days and microseconds from here.
constexpr sys_days epoch = 2000y / January / 1;

}  // namespace

Array::Array(ElementType type) : type_(type), elements_(header_bytes, '\0') {}

void Array::append(const void* bytes, std::size_t size) {
  const auto length = htobe32(static_cast<std::uint32_t>(size));
  elements_.append(reinterpret_cast<const char*>(&length), sizeof length);
  elements_.append(static_cast<const char*>(bytes), size);
  ++count_;
}

void Array::add(std::int64_t value) {
  if (type_ == ElementType::integer) {
    const auto narrow = htobe32(static_cast<std::uint32_t>(value));
    return append(&narrow, sizeof narrow);
  }
  const auto wide = htobe64(static_cast<std::uint64_t>(value));
  append(&wide, sizeof wide);
}

void Array::add_flag(bool value) {
  const char byte = value ? 1 : 0;
  append(&byte, sizeof byte);
}

void Array::add(std::string_view bytes) {
  if (type_ != ElementType::jsonb) return append(bytes.data(), bytes.size());
  const auto length = htobe32(static_cast<std::uint32_t>(bytes.size() + 1));
  elements_.append(reinterpret_cast<const char*>(&length), sizeof length);
  elements_.push_back(jsonb_version);
  elements_.append(bytes);
  ++count_;
}

void Array::add(const domain::Uuid& id) { append(id.bytes.data(), id.bytes.size()); }

void Array::add(domain::Instant at) {
  const auto since = htobe64(static_cast<std::uint64_t>((at - domain::Instant{epoch}).count()));
  append(&since, sizeof since);
}

void Array::add_date(std::string_view day) {
  const auto days_since = (floor<days>(from_timestamp(std::string(day) + "T00:00:00Z")) - epoch).count();
  const auto value = htobe32(static_cast<std::uint32_t>(days_since));
  append(&value, sizeof value);
}

void Array::add_null() {
  const auto length = htobe32(static_cast<std::uint32_t>(null_length));
  elements_.append(reinterpret_cast<const char*>(&length), sizeof length);
  has_null_ = true;
  ++count_;
}

// Dimensions, whether nulls are in it, the element's type, then length and lower bound of the one dimension.
pqxx::binarystring Array::parameter() const {
  const std::array<std::uint32_t, 5> header{htobe32(count_ == 0 ? 0 : 1), htobe32(has_null_ ? 1 : 0),
                                            htobe32(static_cast<std::uint32_t>(type_)), htobe32(count_),
                                            htobe32(1)};
  static_assert(sizeof header == header_bytes);
  std::string whole = elements_;
  std::memcpy(whole.data(), header.data(), header_bytes);
  // An array without dimensions ends after its type.
  if (count_ == 0) whole.resize(3 * sizeof(std::uint32_t));
  return pqxx::binarystring(whole.data(), whole.size());
}

pqxx::binarystring Array::only_element() const {
  constexpr auto begin = header_bytes + sizeof(std::uint32_t);
  if (count_ != 1 || has_null_) throw std::logic_error("an array of one value was expected");
  return pqxx::binarystring(elements_.data() + begin, elements_.size() - begin);
}

}  // namespace lunchrush::postgres
