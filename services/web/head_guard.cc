#include "services/web/head_guard.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace lunchrush::web {
namespace {

constexpr std::size_t method_length_max = 16;
constexpr std::size_t content_length_digits_max = 18;  // fits 64 bits; any limit is far below

std::string_view std_view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

bool is_visible_ascii(char character) { return character > 0x20 && character < 0x7f; }

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
  return std::all_of(target.begin(), target.end(), is_visible_ascii);
}

domain::Error doubt(std::string detail) { return {domain::ErrorCode::invalid_request, std::move(detail)}; }

bool is_host(std::string_view host) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]%";
  return !host.empty() && host.find_first_not_of(allowed) == std::string_view::npos;
}

bool takes_no_body(http::verb method) {
  return method == http::verb::get || method == http::verb::head || method == http::verb::delete_;
}

domain::Result<Framing> chunked_framing(const http::request_header<>& head) {
  if (head.count(http::field::transfer_encoding) != 1) return doubt("more than one Transfer-Encoding");
  if (head[http::field::transfer_encoding] != "chunked")
    return doubt("the only Transfer-Encoding is chunked");
  if (head.version() != 11) return doubt("chunked needs HTTP/1.1");
  if (head.count(http::field::content_length) != 0) return doubt("both Transfer-Encoding and Content-Length");
  if (takes_no_body(head.method())) return doubt("this method takes no body");
  return Framing{BodyKind::chunked, 0};
}

domain::Result<Framing> length_framing(const http::request_header<>& head) {
  if (head.count(http::field::content_length) != 1) return doubt("more than one Content-Length");
  const auto digits = std_view(head[http::field::content_length]);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return doubt("Content-Length is not a number");
  if (digits.size() > content_length_digits_max)
    return Framing{BodyKind::length, std::numeric_limits<std::uint64_t>::max()};
  const auto length = std::stoull(std::string(digits));
  if (length != 0 && takes_no_body(head.method())) return doubt("this method takes no body");
  return Framing{BodyKind::length, length};
}

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  if (lines_ == 0 && !bytes.empty() && !begins_like_a_request(bytes)) return State::refused;
  while (at_ != bytes.size()) {
    const auto end = bytes.find('\n', at_);
    if (end == std::string_view::npos) return State::incomplete;
    if (end == at_ || bytes[end - 1] != '\r') return State::refused;  // a bare LF
    const auto line = bytes.substr(at_, end - 1 - at_);
    at_ = end + 1;
    if (line.empty()) return lines_ == 0 ? State::refused : State::complete;
    if (!acceptable_line(line)) return State::refused;
    ++lines_;
  }
  return State::incomplete;
}

bool HeadScanner::acceptable_line(std::string_view line) const {
  if (line.front() == ' ' || line.front() == '\t') return false;  // folded
  if (std::any_of(line.begin(), line.end(), is_control)) return false;
  return lines_ != 0 || acceptable_request_line(line);
}

domain::Result<Framing> framing_of(const http::request_header<>& head) {
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() == 11)) return doubt("exactly one Host is needed");
  if (hosts == 1 && !is_host(std_view(head[http::field::host]))) return doubt("Host is not a host");
  if (head.count(http::field::transfer_encoding) != 0) return chunked_framing(head);
  if (head.count(http::field::content_length) != 0) return length_framing(head);
  return Framing{};
}

}  // namespace lunchrush::web
