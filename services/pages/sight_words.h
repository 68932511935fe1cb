// The words of a first sight, as the page itself would say them (src/order/zh.json and en.json; a test
// compares).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "services/web/request.h"

namespace lunchrush::pages {

struct SightWords {
  std::string_view title;
  std::string_view table;  // {table}
  std::string_view search;
  std::string_view categories;
  std::string_view from;   // behind a price that a choice can raise
  std::string_view limit;  // {count}
  std::string_view sold_out;
  std::string_view choose;
  std::string_view add;  // {what}
};
const SightWords& sight_words(web::Language language);

// Each with its key in the page's own tables.
std::span<const std::pair<std::string_view, std::string_view SightWords::*>> sight_word_keys();

// The words with their one {blank} filled.
std::string filled(std::string_view words, std::string_view value);

}  // namespace lunchrush::pages
