#include "services/web/url.h"

#include <algorithm>

#include "services/telemetry/json_text.h"

namespace lunchrush::web {
namespace {

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::optional<std::string> unescape(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at != text.size(); ++at) {
    if (text[at] != '%') {
      out.push_back(plus_is_space && text[at] == '+' ? ' ' : text[at]);
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    at += 2;
  }
  if (out.find('\0') != std::string::npos || !telemetry::is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) { return unescape(text, false); }

std::optional<std::vector<std::pair<std::string, std::string>>> form_decode(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!text.empty()) {
    const auto piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    if (piece.empty()) continue;
    const auto split = std::min(piece.find('='), piece.size());
    auto name = unescape(piece.substr(0, split), true);
    auto value = unescape(piece.substr(std::min(split + 1, piece.size())), true);
    if (!name || !value || pairs.size() == query_parameters_max) return std::nullopt;
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  return pairs;
}

}  // namespace lunchrush::web
