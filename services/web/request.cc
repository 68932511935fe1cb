#include "services/web/request.h"

#include <algorithm>

namespace lunchrush::web {
namespace {

boost::beast::string_view beast_view(std::string_view text) { return {text.data(), text.size()}; }

template <class Pairs>
std::optional<std::string_view> value_of(const Pairs& pairs, std::string_view name) {
  const auto found =
      std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == name; });
  if (found == pairs.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const {
  if (!headers) return std::nullopt;
  const auto found = headers->find(beast_view(name));
  if (found == headers->end()) return std::nullopt;
  return std::string_view(found->value().data(), found->value().size());
}

std::size_t Request::header_count(std::string_view name) const {
  return headers ? headers->count(beast_view(name)) : 0;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  return value_of(parameters, name);
}
std::optional<std::string_view> Request::query_value(std::string_view name) const {
  return value_of(query, name);
}

}  // namespace lunchrush::web
