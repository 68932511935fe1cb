// Names that people wrote, as text inside a page: whatever they hold, they end no element and begin none.
#pragma once

#include <string>
#include <string_view>

namespace lunchrush::pages {

// For an element's content, and for an attribute between quotes.
void append_html(std::string& out, std::string_view text);

// The same JSON without `<`, which it can hold in strings only: it may stand between <script> and </script>.
std::string json_for_html(std::string json);

}  // namespace lunchrush::pages
