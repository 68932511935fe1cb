// Header fields as a list, found as the Headers port wants: case-insensitively, and never when present twice.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/gateways/gateway.h"

namespace lunchrush::gateways {

struct HeaderList final : Headers {
  std::vector<std::pair<std::string, std::string>> fields;
  std::optional<std::string_view> find(std::string_view name) const override;
};

}  // namespace lunchrush::gateways
