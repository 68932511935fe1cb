#include "services/web/negotiation.h"

#include <boost/beast/core/string.hpp>

namespace lunchrush::web {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same(std::string_view a, std::string_view b) {
  return boost::beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

// In front of `separator`; takes it and the separator off `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const auto piece = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
  return trimmed(piece);
}

// "0.8" → 800; anything odd counts as 1.
int thousandths(std::string_view quality) {
  if (quality.empty() || quality[0] != '0') return 1000;
  int value = 0;
  for (std::size_t at = 2; at != 5; ++at) {
    const bool digit = at < quality.size() && quality[at] >= '0' && quality[at] <= '9';
    value = value * 10 + (digit ? quality[at] - '0' : 0);
  }
  return value;
}

// Calls visit(name, quality in thousandths) for each element of a list such as "zh-CN, en;q=0.8".
template <class Visit>
void for_each_preference(std::string_view list, Visit visit) {
  while (!list.empty()) {
    auto element = take(list, ',');
    const auto name = take(element, ';');
    int quality = 1000;
    while (!element.empty()) {
      const auto parameter = take(element, ';');
      if (parameter.starts_with("q=") || parameter.starts_with("Q="))
        quality = thousandths(parameter.substr(2));
    }
    if (!name.empty()) visit(name, quality);
  }
}

bool is_protobuf(std::string_view name) {
  return same(name, "application/x-protobuf") || same(name, "application/protobuf");
}
bool is_json(std::string_view name) { return same(name, "application/json"); }

}  // namespace

MediaType media_type(std::optional<std::string_view> content_type) {
  if (!content_type) return MediaType::none;
  auto rest = *content_type;
  const auto name = take(rest, ';');
  if (is_json(name)) return MediaType::json;
  if (is_protobuf(name)) return MediaType::protobuf;
  if (same(name, "application/x-www-form-urlencoded")) return MediaType::form;
  return MediaType::other;
}

MediaType accepted_media(std::optional<std::string_view> accept, MediaType body) {
  int json = 0;
  int protobuf = 0;
  for_each_preference(accept.value_or(""), [&](std::string_view name, int quality) {
    if (is_json(name)) json = std::max(json, quality);
    if (is_protobuf(name)) protobuf = std::max(protobuf, quality);
  });
  if (json == protobuf) return body == MediaType::protobuf ? MediaType::protobuf : MediaType::json;
  return protobuf > json ? MediaType::protobuf : MediaType::json;
}

Language accepted_language(std::optional<std::string_view> accept_language) {
  int zh = 0;
  int en = 0;
  for_each_preference(accept_language.value_or(""), [&](std::string_view name, int quality) {
    const auto primary = name.substr(0, name.find('-'));
    if (same(primary, "zh") || name == "*") zh = std::max(zh, quality);
    if (same(primary, "en")) en = std::max(en, quality);
  });
  return en > zh ? Language::en : Language::zh;
}

}  // namespace lunchrush::web
