#include "services/pages/sight_words.h"

#include <array>

namespace lunchrush::pages {
namespace {

constexpr SightWords zh{.title = "扫码点餐",
                        .table = "{table} 桌",
                        .search = "搜菜名或拼音首字母",
                        .categories = "分类",
                        .from = "起",
                        .limit = "每单限 {count} 份",
                        .sold_out = "已售罄",
                        .choose = "选规格",
                        .add = "加一份{what}"};
constexpr SightWords en{.title = "Order from your table",
                        .table = "Table {table}",
                        .search = "Search dishes",
                        .categories = "Categories",
                        .from = "and up",
                        .limit = "At most {count} per order",
                        .sold_out = "Sold out",
                        .choose = "Choose",
                        .add = "Add {what}"};

constexpr std::array<std::pair<std::string_view, std::string_view SightWords::*>, 9> keys{
    {{"title", &SightWords::title},
     {"table", &SightWords::table},
     {"menu.search", &SightWords::search},
     {"menu.categories", &SightWords::categories},
     {"dish.from", &SightWords::from},
     {"dish.limit", &SightWords::limit},
     {"dish.sold_out", &SightWords::sold_out},
     {"dish.choose", &SightWords::choose},
     {"dish.add", &SightWords::add}}};

}  // namespace

const SightWords& sight_words(web::Language language) { return language == web::Language::en ? en : zh; }

std::span<const std::pair<std::string_view, std::string_view SightWords::*>> sight_word_keys() {
  return keys;
}

std::string filled(std::string_view words, std::string_view value) {
  const auto begin = words.find('{');
  const auto end = words.find('}', begin);
  if (end == std::string_view::npos) return std::string(words);
  return std::string(words.substr(0, begin)).append(value).append(words.substr(end + 1));
}

}  // namespace lunchrush::pages
