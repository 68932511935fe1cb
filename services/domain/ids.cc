#include "services/domain/ids.h"

namespace lunchrush::domain {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";
// Crockford's alphabet in lower case: no i, l, o, u.
constexpr char base32_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

constexpr std::array<std::int8_t, 256> values_of(std::string_view digits) {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i != digits.size(); ++i)
    values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
  return values;
}

constexpr auto base32_values = values_of({base32_digits, 32});

constexpr auto hex_values = [] {
  auto values = values_of({hex_digits, 16});
  for (int i = 0; i != 6; ++i) values[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
  return values;
}();

}  // namespace

StoreId Uuid::store() const {
  std::uint32_t value = 0;
  for (std::size_t i = 12; i != 16; ++i) value = value << 8 | bytes[i];
  return StoreId{value};
}

std::string Uuid::text() const {
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i != bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += hex_digits[bytes[i] >> 4];
    out += hex_digits[bytes[i] & 15];
  }
  return out;
}

std::optional<Uuid> Uuid::from_text(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i != id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      if (text[at++] != '-') return std::nullopt;
    const auto high = hex_values[static_cast<unsigned char>(text[at++])];
    const auto low = hex_values[static_cast<unsigned char>(text[at++])];
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return id;
}

Uuid Uuid::v7(Instant at, std::uint64_t entropy, StoreId store) {
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count());
  Uuid id;
  for (std::size_t i = 0; i != 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (entropy & 0x0f));  // version 7, 4 bits of rand_a
  id.bytes[7] = static_cast<std::uint8_t>(entropy >> 4);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | ((entropy >> 12) & 0x3f));  // variant 10
  for (std::size_t i = 0; i != 3; ++i) id.bytes[9 + i] = static_cast<std::uint8_t>(entropy >> (18 + 8 * i));
  for (std::size_t i = 0; i != 4; ++i)
    id.bytes[12 + i] = static_cast<std::uint8_t>(number(store) >> (24 - 8 * i));
  return id;
}

void append_base32(std::string& out, const Uuid& uuid) {
  // 26 digits hold 130 bits: the first digit carries only 3.
  auto digit = out.size();
  out.append(26, '0');
  unsigned bits = 0;
  unsigned pending = 2;  // two zero bits in front
  for (const auto byte : uuid.bytes) {
    bits = bits << 8 | byte;
    pending += 8;
    while (pending >= 5) {
      pending -= 5;
      out[digit++] = base32_digits[(bits >> pending) & 31];
    }
    bits &= 0xff;
  }
}

std::string to_base32(const Uuid& uuid) {
  std::string out;
  append_base32(out, uuid);
  return out;
}

std::optional<Uuid> from_base32(std::string_view text) {
  if (text.size() != 26 || text[0] > '7') return std::nullopt;
  Uuid id;
  unsigned bits = 0;
  unsigned pending = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i != text.size(); ++i) {
    const auto value = base32_values[static_cast<unsigned char>(text[i])];
    if (value < 0) return std::nullopt;
    bits = bits << 5 | static_cast<unsigned>(value);
    pending += i == 0 ? 3 : 5;
    if (pending < 8) continue;
    pending -= 8;
    id.bytes[at++] = static_cast<std::uint8_t>(bits >> pending);
    bits &= (1U << pending) - 1;
  }
  return id;
}

}  // namespace lunchrush::domain
