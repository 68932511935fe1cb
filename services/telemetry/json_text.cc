#include "services/telemetry/json_text.h"

#include <array>
#include <charconv>
#include <cstdint>

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

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t clean = 0;  // start of the run that needs no change
  for (std::size_t at = 0; at < text.size();) {
    const auto escape = escapes[byte_at(text, at)];
    if (escape == 0) {
      ++at;
      continue;
    }
    const auto sequence = escape == '8' ? utf8_sequence(text.substr(at)) : 0;
    if (sequence != 0) {
      at += sequence;
      continue;
    }
    out.append(text, clean, at - clean);
    if (escape == '8') out.append("\xEF\xBF\xBD");
    if (escape != '8') append_escape(out, escape, byte_at(text, at));
    clean = ++at;
  }
  out.append(text, clean);
  out.push_back('"');
}

std::string& JsonObject::member(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += name;
  out_ += "\":";
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
