// Which LUNCHRUSH_* names belong to somebody else, and which name a misspelt one was meant to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lunchrush::settings {

// Another program's, a shared one that `program` happens not to read, or one that only people and ./dev use.
bool belongs_to_others(std::string_view name, std::string_view program);

// The nearest of `names`, if it is near enough to be a slip of the fingers.
std::optional<std::string> did_you_mean(std::string_view name, const std::vector<std::string>& names);

}  // namespace lunchrush::settings
