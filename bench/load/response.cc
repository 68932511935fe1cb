#include "bench/load/response.h"

#include <algorithm>
#include <charconv>

namespace lunchrush::bench {
namespace {

constexpr std::string_view version = "HTTP/1.1 ";
constexpr std::size_t head_bytes_max = 16 * 1024;

bool is_same_name(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? x + ('a' - 'A') : x) == y;
         });
}

bool read_number(std::string_view text, std::size_t& value) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Parse parse_response(std::string_view bytes, Response& response) {
  const auto head = bytes.find("\r\n\r\n");
  if (head == std::string_view::npos)
    return bytes.size() > head_bytes_max ? Parse::malformed : Parse::incomplete;
  std::size_t status = 0;
  if (!bytes.starts_with(version) || !read_number(bytes.substr(version.size(), 3), status))
    return Parse::malformed;
  response = {.status = static_cast<unsigned>(status)};
  std::size_t length = 0;
  bool has_length = status == 204 || status == 304;
  for (auto from = bytes.find("\r\n") + 2; from < head + 2;) {
    const auto to = bytes.find("\r\n", from);
    const auto line = bytes.substr(from, to - from);
    const auto colon = std::min(line.find(':'), line.size() - 1);
    const auto field = line.substr(0, colon);
    const auto value = line.substr(colon + 1);
    if (is_same_name(field, "content-length")) {
      if (!read_number(value, length)) return Parse::malformed;
      has_length = true;
    } else if (is_same_name(field, "connection")) {
      response.keep_alive = !value.ends_with("close");
    }
    from = to + 2;
  }
  if (!has_length) return Parse::malformed;
  if (status == 204 || status == 304) length = 0;
  response.bytes = head + 4 + length;
  if (bytes.size() < response.bytes) return Parse::incomplete;
  response.body = bytes.substr(head + 4, length);
  return Parse::complete;
}

}  // namespace lunchrush::bench
