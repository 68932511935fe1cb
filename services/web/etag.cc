#include "services/web/etag.h"

#include <algorithm>
#include <functional>

namespace lunchrush::web {
namespace {

// Calls matches(tag, weak) for each member of `*` or `W/"a", "b"` until one says yes; a malformed rest names
// nothing.
bool any_tag(std::string_view list, const std::function<bool(std::string_view tag, bool weak)>& matches) {
  if (list == "*") return true;
  while (true) {
    list.remove_prefix(std::min(list.find_first_not_of(", \t"), list.size()));
    const bool weak = list.starts_with("W/");
    if (weak) list.remove_prefix(2);
    if (!list.starts_with('"')) return false;
    const auto end = list.find('"', 1);
    if (end == std::string_view::npos) return false;
    if (matches(list.substr(0, end + 1), weak)) return true;
    list.remove_prefix(end + 1);
  }
}

// A list may be spread over several header lines.
bool any_header(const HeaderFields& headers, http::field name,
                const std::function<bool(std::string_view)>& matches) {
  const auto [first, last] = headers.equal_range(name);
  return std::any_of(first, last, [&](const auto& field) {
    return matches(std::string_view(field.value().data(), field.value().size()));
  });
}

IfMatch if_match_in(const HeaderFields& headers, std::string_view etag) {
  if (headers.count(http::field::if_match) == 0) return IfMatch::absent;
  const bool matches = any_header(headers, http::field::if_match, [&](std::string_view list) {
    return any_tag(list, [&](std::string_view tag, bool weak) { return !weak && tag == etag; });
  });
  return matches ? IfMatch::matches : IfMatch::differs;
}

}  // namespace

std::string version_etag(std::int64_t version) { return "\"v" + std::to_string(version) + "\""; }

std::string encoded_etag(std::string_view etag, std::string_view encoding) {
  return std::string(etag.substr(0, etag.size() - 1)).append("-").append(encoding).append("\"");
}

bool none_match_fails(const Request& request, std::string_view etag) {
  return any_header(*request.headers, http::field::if_none_match, [&](std::string_view list) {
    return any_tag(list, [&](std::string_view tag, bool) { return tag == etag; });
  });
}

IfMatch if_match(const Request& request, std::string_view etag) {
  return if_match_in(*request.headers, etag);
}

Precondition::Precondition(const Request& request) {
  const auto [first, last] = request.headers->equal_range(http::field::if_match);
  for (auto line = first; line != last; ++line) lines_.insert(line->name(), line->value());
}

bool Precondition::holds(std::string_view etag) const {
  return if_match_in(lines_, etag) != IfMatch::differs;
}

}  // namespace lunchrush::web
