#include "services/telemetry/json_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace lunchrush::telemetry {
namespace {

// How a byte appears in a JSON string: 0 as it is, 'u' as \u00XX, '8' after a look at its UTF-8 sequence,
// else \X.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> table{};
  for (unsigned byte = 0; byte != 0x20; ++byte) table[byte] = 'u';
  for (unsigned byte = 0x80; byte != 0x100; ++byte) table[byte] = '8';
  table['"'] = '"';
  table['\\'] = '\\';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table[0x7f] = 'u';
  return table;
}
constexpr auto escapes = make_escapes();

constexpr std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

constexpr bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (byte_at(text, at) & 0xC0) == 0x80;
}

void append_escape(std::string& out, char escape, std::uint8_t byte) {
  constexpr char hex[] = "0123456789abcdef";
  out.push_back('\\');
  out.push_back(escape);
  if (escape != 'u') return;
  out.append("00");
  out.push_back(hex[byte >> 4]);
  out.push_back(hex[byte & 15]);
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = byte_at(text, 0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !continues(text, 1)) return 0;
  if (first < 0xE0) return 2;
  const auto second = byte_at(text, 1);
  if (first == 0xE0 && second < 0xA0) return 0;  // could be shorter
  if (first == 0xED && second > 0x9F) return 0;  // surrogates
  if (!continues(text, 2)) return 0;
  if (first < 0xF0) return 3;
  if (first == 0xF0 && second < 0x90) return 0;  // could be shorter
  if (first == 0xF4 && second > 0x8F) return 0;  // above U+10FFFF
  return continues(text, 3) ? 4 : 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

namespace {

constexpr std::uint64_t each_byte(std::uint8_t value) { return 0x0101010101010101u * value; }
constexpr auto high_bits = each_byte(0x80);

// True when none of eight bytes has to be escaped or looked at: each term has a byte's high bit where the
// byte is below 0x20, or one of those three. Borrows make a term wrong only above a byte that it is right
// about.
bool eight_are_plain(const char* text) {
  std::uint64_t word;
  std::memcpy(&word, text, sizeof word);
  const auto zero_in = [](std::uint64_t bytes) { return (bytes - each_byte(1)) & ~bytes & high_bits; };
  const auto control = (word - each_byte(0x20)) & ~word & high_bits;
  return ((word & high_bits) | control | zero_in(word ^ each_byte('"')) | zero_in(word ^ each_byte('\\')) |
          zero_in(word ^ each_byte(0x7f))) == 0;
}

// Bytes in front of `text` that stay as they are.
std::size_t unchanged(std::string_view text) {
  std::size_t at = 0;
  while (text.size() - at >= sizeof(std::uint64_t) && eight_are_plain(text.data() + at))
    at += sizeof(std::uint64_t);
  while (at != text.size()) {
    const auto escape = escapes[byte_at(text, at)];
    const auto bytes = escape == 0 ? 1 : escape == '8' ? utf8_sequence(text.substr(at)) : 0;
    if (bytes == 0) break;
    at += bytes;
  }
  return at;
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  auto clean = unchanged(text);
  if (clean == text.size()) {  // as nearly always: in one piece
    const auto begin = out.size();
    out.append(text.size() + 2, '"');
    text.copy(out.data() + begin + 1, text.size());
    return;
  }
  out.push_back('"');
  for (;;) {
    out.append(text, 0, clean);
    text.remove_prefix(clean);
    if (text.empty()) break;
    const auto escape = escapes[byte_at(text, 0)];
    if (escape == '8')
      out.append("\xEF\xBF\xBD");
    else
      append_escape(out, escape, byte_at(text, 0));
    text.remove_prefix(1);
    clean = unchanged(text);
  }
  out.push_back('"');
}

std::string& JsonObject::member(std::string_view name) {
  const auto begin = out_.size() + (first_ ? 0 : 1);
  out_.append(first_ ? 0 : 1, ',');
  out_.append(name.size() + 3, '"');
  name.copy(out_.data() + begin + 1, name.size());
  out_.back() = ':';
  first_ = false;
  return out_;
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  append_json_text(member(name), value);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  member(name).append(digits.data(), end);
  return *this;
}

}  // namespace lunchrush::telemetry
