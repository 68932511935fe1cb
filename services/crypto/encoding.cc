#include <array>

#include "services/crypto/digest.h"

namespace lunchrush::crypto {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t not_a_digit = 0xFF;

using Reverse = std::array<std::uint8_t, 256>;

constexpr Reverse reverse_of(std::string_view alphabet) {
  Reverse reverse{};
  reverse.fill(not_a_digit);
  for (std::size_t i = 0; i != alphabet.size(); ++i)
    reverse[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return reverse;
}

constexpr Reverse hex_values = [] {
  auto reverse = reverse_of(hex_digits);
  for (char upper = 'A'; upper <= 'F'; ++upper)
    reverse[static_cast<unsigned char>(upper)] = static_cast<std::uint8_t>(upper - 'A' + 10);
  return reverse;
}();
constexpr Reverse base64_values = reverse_of(base64_alphabet);
constexpr Reverse base64url_values = reverse_of(base64url_alphabet);

std::string encode_base64(std::string_view alphabet, std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 6; held -= 6) out += alphabet[bits >> (held - 6) & 63];
  }
  if (held != 0) out += alphabet[bits << (6 - held) & 63];
  return out;
}

// Four digits are three bytes, three are two, two are one. False: one is no digit, or bits are set that no
// byte uses: one value has one text.
template <std::size_t digits>
bool decode_group(const Reverse& values, const char* text, char*& out) {
  std::uint32_t bits = 0;
  std::uint8_t all = 0;  // only not_a_digit has the upper two bits
  for (std::size_t i = 0; i != digits; ++i) {
    const auto value = values[static_cast<unsigned char>(text[i])];
    all |= value;
    bits = bits << 6 | value;
  }
  constexpr auto unused = digits * 6 % 8;
  if (all > 63 || (bits & ((1U << unused) - 1)) != 0) return false;
  for (auto left = digits - 1; left-- != 0;) *out++ = static_cast<char>(bits >> (left * 8 + unused) & 0xFF);
  return true;
}

// The digits without padding.
std::optional<std::string> decode_base64(const Reverse& values, std::string_view digits) {
  std::string out(digits.size() * 3 / 4, '\0');
  char* end = out.data();
  for (; digits.size() >= 4; digits.remove_prefix(4))
    if (!decode_group<4>(values, digits.data(), end)) return std::nullopt;
  const bool good = digits.empty() || (digits.size() == 3 && decode_group<3>(values, digits.data(), end)) ||
                    (digits.size() == 2 && decode_group<2>(values, digits.data(), end));
  return good ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i != text.size(); i += 2) {
    const auto high = hex_values[static_cast<unsigned char>(text[i])];
    const auto low = hex_values[static_cast<unsigned char>(text[i + 1])];
    if (high == not_a_digit || low == not_a_digit) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::string to_base64(std::string_view bytes) {
  auto out = encode_base64(base64_alphabet, bytes);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.ends_with("==")) return decode_base64(base64_values, text.substr(0, text.size() - 2));
  if (text.ends_with('=')) return decode_base64(base64_values, text.substr(0, text.size() - 1));
  return decode_base64(base64_values, text);
}

std::string to_base64url(std::string_view bytes) { return encode_base64(base64url_alphabet, bytes); }

std::optional<std::string> from_base64url(std::string_view text) {
  return decode_base64(base64url_values, text);
}

}  // namespace lunchrush::crypto
