#include "services/ingest/first_sights.h"

#include <algorithm>
#include <vector>

namespace lunchrush::ingest {
namespace {

std::string_view named(const v1::Text& text, web::Language language) {
  return language == web::Language::en && !text.en().empty() ? text.en() : text.zh();
}

bool has_surcharge(const v1::Dish& dish) {
  return std::ranges::any_of(dish.option_groups(), [](const auto& group) {
    return std::ranges::any_of(group.options(), [](const auto& option) { return option.price_delta() > 0; });
  });
}

pages::SightDish to_sight(const v1::Dish& dish, web::Language language) {
  return {.sku = dish.sku(),
          .name = named(dish.name(), language),
          .description = named(dish.description(), language),
          .price_fen = dish.price(),
          .quantity_max = dish.quantity_max(),
          .sold_out = dish.sold_out(),
          .has_choices = dish.option_groups_size() > 0,
          .has_surcharge = has_surcharge(dish)};
}

// The categories that have dishes, in the menu's order; of their dishes the first `dishes_max`.
std::vector<pages::SightCategory> categories_of(const v1::Menu& menu, web::Language language,
                                                std::size_t dishes_max) {
  std::vector<pages::SightCategory> categories;
  for (const auto& category : menu.categories()) {
    bool any = false;
    pages::SightCategory seen{category.code(), named(category.name(), language), {}};
    for (const auto& dish : menu.dishes()) {
      if (dish.category() != category.code()) continue;
      any = true;
      if (dishes_max == 0) break;
      seen.dishes.push_back(to_sight(dish, language));
      --dishes_max;
    }
    if (any) categories.push_back(std::move(seen));
  }
  return categories;
}

}  // namespace

const pages::MenuSight& FirstSights::of(const StoreEntry& entry, web::Language language) {
  const Key key{entry.menu.store, language};
  if (const auto place = places_.find(key); place != places_.end()) {
    kept_.splice(kept_.begin(), kept_, place->second);
    if (kept_.front().version == entry.menu.version) {
      metrics_.first_sights_reused_total.Increment();
      return kept_.front().sight;
    }
    places_.erase(place);
    kept_.pop_front();
  }
  if (kept_.size() >= limits_.kept_max) {
    places_.erase(kept_.back().key);
    kept_.pop_back();
  }
  auto sight = pages::make_menu_sight(language, categories_of(entry.document, language, limits_.dishes_max));
  kept_.push_front({key, entry.menu.version, std::move(sight)});
  places_[key] = kept_.begin();
  metrics_.first_sights_made_total.Increment();
  metrics_.first_sights_kept.Set(static_cast<double>(kept_.size()));
  return kept_.front().sight;
}

}  // namespace lunchrush::ingest
