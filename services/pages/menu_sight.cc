#include "services/pages/menu_sight.h"

#include "services/pages/html_text.h"
#include "services/pages/sight_words.h"

namespace lunchrush::pages {
namespace {

// Markup is appended as it is, `text` is somebody's words.
class Html {
 public:
  Html& markup(std::string_view piece) { return out.append(piece), *this; }
  Html& text(std::string_view words) { return append_html(out, words), *this; }
  std::string out;
};

// "¥22", "¥2.50".
std::string yuan(std::int64_t fen) {
  auto text = "¥" + std::to_string(fen / 100);
  const auto cents = fen % 100;
  if (cents != 0) text.append(cents < 10 ? ".0" : ".").append(std::to_string(cents));
  return text;
}

void add_button(Html& html, const SightDish& dish, const SightWords& words) {
  if (dish.sold_out) {
    html.markup("<span class=\"tag\">").text(words.sold_out).markup("</span>");
    return;
  }
  if (dish.has_choices) {
    html.markup("<button type=\"button\" class=\"act small\" aria-haspopup=\"dialog\">").text(words.choose);
    html.markup("<span class=\"unseen\"> ").text(dish.name).markup("</span></button>");
    return;
  }
  html.markup("<button type=\"button\" class=\"round add\" aria-label=\"").text(filled(words.add, dish.name));
  html.markup("\">+</button>");
}

void add_dish(Html& html, const SightDish& dish, const SightWords& words) {
  html.markup(dish.sold_out ? "<li class=\"dish sold-out\" data-sku=\"" : "<li class=\"dish\" data-sku=\"");
  html.text(dish.sku).markup("\"><div class=\"dish-words\"><h3>").text(dish.name).markup("</h3>");
  if (!dish.description.empty()) html.markup("<p>").text(dish.description).markup("</p>");
  if (dish.quantity_max > 0)
    html.markup("<p class=\"fine\">")
        .text(filled(words.limit, std::to_string(dish.quantity_max)))
        .markup("</p>");
  html.markup("<p class=\"price\">").text(yuan(dish.price_fen));
  if (dish.has_surcharge) html.markup("<span class=\"fine\"> ").text(words.from).markup("</span>");
  html.markup("</p></div>");
  add_button(html, dish, words);
  html.markup("</li>");
}

void add_rail(Html& html, std::span<const SightCategory> categories, const SightWords& words) {
  html.markup("<nav class=\"rail\" aria-label=\"").text(words.categories).markup("\">");
  bool first = true;
  for (const auto& category : categories) {
    html.markup(first ? "<button type=\"button\" aria-current=\"true\">" : "<button type=\"button\">");
    html.text(category.name).markup("</button>");
    first = false;
  }
  html.markup("</nav>");
}

void add_category(Html& html, const SightCategory& category, const SightWords& words) {
  html.markup("<section class=\"category\" id=\"category-").text(category.code);
  html.markup("\" data-code=\"").text(category.code);
  html.markup("\" aria-labelledby=\"name-").text(category.code);
  html.markup("\"><h2 id=\"name-").text(category.code).markup("\">").text(category.name);
  html.markup("</h2><ul>");
  for (const auto& dish : category.dishes) add_dish(html, dish, words);
  html.markup("</ul></section>");
}

}  // namespace

MenuSight make_menu_sight(web::Language language, std::span<const SightCategory> categories) {
  const auto& words = sight_words(language);
  Html html;
  html.markup("<main class=\"menu\"><label class=\"search\"><span class=\"unseen\">").text(words.search);
  html.markup("</span><input type=\"search\" placeholder=\"").text(words.search).markup("\"></label>");
  add_rail(html, categories, words);
  html.markup("<div class=\"dishes\">");
  for (const auto& category : categories)
    if (!category.dishes.empty()) add_category(html, category, words);
  html.markup("</div></main>");
  auto part = web::compressed(html.out);
  return {std::move(html.out), std::move(part)};
}

}  // namespace lunchrush::pages
