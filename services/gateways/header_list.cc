#include "services/gateways/header_list.h"

#include <boost/beast/core/string.hpp>

namespace lunchrush::gateways {

std::optional<std::string_view> HeaderList::find(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [field, value] : fields) {
    if (!boost::beast::iequals(field, name)) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

}  // namespace lunchrush::gateways
