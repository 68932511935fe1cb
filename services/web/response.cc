#include "services/web/response.h"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <chrono>

#include "services/telemetry/log.h"

namespace lunchrush::web {
namespace {

// What every answer says to browsers, in one piece: that its type is not to be guessed, that its address is
// nobody's business, that pages of others cannot embed it.
constexpr std::string_view protection =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view insistence = "Strict-Transport-Security: max-age=31536000\r\n";
constexpr std::size_t head_bytes_mostly = 640;

bool is_named(std::string_view name, std::string_view other) {
  return boost::beast::iequals({name.data(), name.size()}, {other.data(), other.size()});
}

// RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> make_token_bytes() {
  std::array<bool, 256> table{};
  for (const unsigned char character :
       std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"))
    table[character] = true;
  return table;
}
constexpr auto token_bytes = make_token_bytes();

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char character) {
    return token_bytes[static_cast<unsigned char>(character)];
  });
}

bool is_header_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

// What the server alone decides.
bool is_ours(std::string_view name) {
  return is_named(name, "Content-Length") || is_named(name, "Transfer-Encoding") ||
         is_named(name, "Connection") || is_named(name, "Keep-Alive") || is_named(name, "Date") ||
         is_named(name, "X-Request-Id");
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_given_headers(std::string& out, const Reply& reply) {
  bool cache_control = false;
  for (const auto& [name, value] : reply.headers) {
    if (!is_token(name) || !is_header_value(value) || is_ours(name)) {
      telemetry::log(telemetry::Level::error, "reply header left out", {{"header", std::string_view(name)}});
      continue;
    }
    append_header(out, name, value);
    cache_control = cache_control || is_named(name, "Cache-Control");
  }
  if (!cache_control) out.append("Cache-Control: no-store\r\n");
}

void append_length(std::string& out, std::size_t length) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), length).ptr;
  append_header(out, "Content-Length", {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void append_status_line(std::string& out, unsigned status) {
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  out.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
  out.append(reason.data(), reason.size()).append("\r\n");
}

bool has_content(const Reply& reply) { return reply.status != 204 && reply.status != 304; }

void append_content_headers(std::string& out, const Reply& reply) {
  if (!has_content(reply)) return;
  if (!reply.content_type.empty() && is_header_value(reply.content_type) &&
      (!reply.body.empty() || reply.stream))
    append_header(out, "Content-Type", reply.content_type);
  if (!reply.stream) append_length(out, reply.body.size());
}

}  // namespace

std::string_view HttpDate::now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (now == made_for_) return text_;
  made_for_ = now;
  std::tm parts;
  gmtime_r(&now, &parts);
  std::array<char, 32> text;
  text_.assign(text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
  return text_;
}

void append_response(std::string& out, const Reply& reply, const ResponseHead& head) {
  out.reserve(out.size() + reply.body.size() + head_bytes_mostly);
  append_status_line(out, reply.status);
  append_header(out, "Date", head.date);
  append_content_headers(out, reply);
  append_header(out, "X-Request-Id", head.request_id);
  out.append(protection);
  if (head.encrypted) out.append(insistence);
  if (head.persistence == Persistence::close) out.append("Connection: close\r\n");
  if (head.persistence == Persistence::keep_alive) out.append("Connection: keep-alive\r\n");
  append_given_headers(out, reply);
  out.append("\r\n");
  if (!head.without_body && has_content(reply)) out.append(reply.body);
}

}  // namespace lunchrush::web
