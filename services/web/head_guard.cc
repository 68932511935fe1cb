#include "services/web/head_guard.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "services/web/character_set.h"

namespace lunchrush::web {
namespace {

constexpr std::size_t method_length_max = 16;
constexpr std::size_t content_length_digits_max = 18;  // fits 64 bits; any limit is far below

std::string_view std_view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// 1 or 0, without a branch.
unsigned control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return (unsigned{byte < 0x20} & unsigned{byte != '\t'}) | unsigned{byte == 0x7f};
}

// Blocks of a fixed length without a way out are what the compiler makes vector instructions of.
bool has_control(std::string_view text) {
  constexpr std::size_t block = 16;
  unsigned found = 0;
  for (; text.size() >= block; text.remove_prefix(block))
    for (std::size_t i = 0; i != block; ++i) found |= control(text[i]);
  for (const char character : text) found |= control(character);
  return found != 0;
}

constexpr auto visible_ascii = CharacterSet::range('!', '~');
constexpr CharacterSet of_hosts("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]%");
constexpr CharacterSet digits_only("0123456789");

// "POST /v1/orders HTTP/1.1", as far as it is there: a TLS hello or garbage need not wait for its end of
// line.
bool begins_like_a_request(std::string_view bytes) {
  const auto method = bytes.substr(0, std::min(bytes.find(' '), bytes.size()));
  if (method.empty() || method.size() > method_length_max) return false;
  return std::all_of(method.begin(), method.end(),
                     [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

// Origin form only: absolute form names a second host, and nothing here is a proxy.
bool acceptable_request_line(std::string_view line) {
  const auto target_begin = line.find(' ') + 1;
  const auto target_end = line.rfind(' ');
  if (target_begin == 0 || target_end <= target_begin) return false;
  const auto target = line.substr(target_begin, target_end - target_begin);
  const auto version = line.substr(target_end + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return false;
  if (target.front() != '/' || target.find('#') != std::string_view::npos) return false;
  return visible_ascii.holds_all(target);
}

domain::Error doubt(std::string detail) { return {domain::ErrorCode::invalid_request, std::move(detail)}; }

bool takes_no_body(http::verb method) {
  return method == http::verb::get || method == http::verb::head || method == http::verb::delete_;
}

// A field that may be there once at most: how often it is, and what it says.
struct Field {
  std::size_t count = 0;
  std::string_view value;
  void add(boost::beast::string_view said) {
    if (count++ == 0) value = std_view(said);
  }
};

struct FramingFields {
  Field host, transfer_encoding, content_length;

  // In one pass: a look-up by name compares it with a handful of others, letter by letter.
  explicit FramingFields(const RequestHeader& head) {
    for (const auto& field : head) switch (field.name()) {
        case http::field::host: host.add(field.value()); break;
        case http::field::transfer_encoding: transfer_encoding.add(field.value()); break;
        case http::field::content_length: content_length.add(field.value()); break;
        default: break;
      }
  }
};

domain::Result<Framing> chunked_framing(const RequestHeader& head, const FramingFields& fields) {
  if (fields.transfer_encoding.count != 1) return doubt("more than one Transfer-Encoding");
  if (fields.transfer_encoding.value != "chunked") return doubt("the only Transfer-Encoding is chunked");
  if (head.version() != 11) return doubt("chunked needs HTTP/1.1");
  if (fields.content_length.count != 0) return doubt("both Transfer-Encoding and Content-Length");
  if (takes_no_body(head.method())) return doubt("this method takes no body");
  return Framing{BodyKind::chunked, 0};
}

domain::Result<Framing> length_framing(const RequestHeader& head, const Field& content_length) {
  if (content_length.count != 1) return doubt("more than one Content-Length");
  const auto digits = content_length.value;
  if (digits.empty() || !digits_only.holds_all(digits)) return doubt("Content-Length is not a number");
  Framing framing{BodyKind::length, std::numeric_limits<std::uint64_t>::max()};
  if (digits.size() > content_length_digits_max) return framing;
  std::from_chars(digits.data(), digits.data() + digits.size(), framing.length);
  if (framing.length != 0 && takes_no_body(head.method())) return doubt("this method takes no body");
  return framing;
}

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  if (lines_ == 0 && !bytes.empty() && !begins_like_a_request(bytes)) return State::malformed;
  while (at_ != bytes.size()) {
    const auto newline = bytes.find('\n', at_);
    const bool whole = newline != std::string_view::npos;
    const auto end = whole ? newline + 1 : bytes.size();
    // Of a line that is not whole yet as soon as it must be too long.
    if (lines_ == 0 && (whole ? newline : end) > limits_.first_line_bytes_max)
      return State::first_line_too_long;
    if (end > limits_.bytes_max) return State::too_large;
    if (!whole) return State::incomplete;
    if (newline == at_ || bytes[newline - 1] != '\r') return State::malformed;  // a bare LF
    const auto line = bytes.substr(at_, newline - 1 - at_);
    at_ = end;
    if (line.empty()) return lines_ == 0 ? State::malformed : State::complete;
    if (!acceptable_line(line)) return State::malformed;
    if (++lines_ > limits_.fields_max + 1) return State::too_many_fields;
  }
  return State::incomplete;
}

bool HeadScanner::acceptable_line(std::string_view line) const {
  if (line.front() == ' ' || line.front() == '\t') return false;  // folded
  if (has_control(line)) return false;
  return lines_ != 0 || acceptable_request_line(line);
}

domain::Result<Framing> framing_of(const RequestHeader& head) {
  const FramingFields fields(head);
  const auto& host = fields.host;
  if (host.count > 1 || (host.count == 0 && head.version() == 11)) return doubt("exactly one Host is needed");
  if (host.count == 1 && (host.value.empty() || !of_hosts.holds_all(host.value)))
    return doubt("Host is not a host");
  if (fields.transfer_encoding.count != 0) return chunked_framing(head, fields);
  if (fields.content_length.count != 0) return length_framing(head, fields.content_length);
  return Framing{};
}

}  // namespace lunchrush::web
