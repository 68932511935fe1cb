#include "services/web/accepted_encoding.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

namespace lunchrush::web {
namespace {

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

bool same(std::string_view one, std::string_view other) {
  const auto lower = [](unsigned char letter) { return std::tolower(letter); };
  return std::ranges::equal(one, other, {}, lower, lower);
}

// "q=0", "q=0.0": the weight that says no. Whatever else is written there says yes.
bool is_refusal(std::string_view parameters) {
  const auto begin = parameters.find_first_of("qQ");
  if (begin == std::string_view::npos) return false;
  const auto weight = trimmed(parameters.substr(begin + 1));
  if (!weight.starts_with('=')) return false;
  const auto digits = trimmed(weight.substr(1));
  return !digits.empty() && digits.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(const Request& request) {
  auto list = request.header("Accept-Encoding").value_or("");
  std::optional<bool> gzip, any;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    const auto item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto name = trimmed(item.substr(0, semicolon));
    const bool accepted = !is_refusal(item.substr(semicolon));
    if (same(name, "gzip") || same(name, "x-gzip")) gzip = accepted;
    if (name == "*") any = accepted;
  }
  return gzip.value_or(any.value_or(false));
}

}  // namespace lunchrush::web
