// The menu as a guest sees it first, in the markup that src/order/menu_view.js makes of the same menu: the
// script finds it there and goes on with it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/web/gzip.h"
#include "services/web/request.h"

namespace lunchrush::pages {

// Names and descriptions in the language of the sight. Views live as long as the call.
struct SightDish {
  std::string_view sku;
  std::string_view name;
  std::string_view description;  // empty: none
  std::int64_t price_fen = 0;
  int quantity_max = 0;  // 0: none of its own
  bool sold_out = false;
  bool has_choices = false;
  bool has_surcharge = false;  // some choice makes it dearer
};

struct SightCategory {
  std::string_view code;
  std::string_view name;
  std::vector<SightDish> dishes;  // empty: only its name is seen at first
};

// The same for all tables, and compressed once.
struct MenuSight {
  std::string html;
  web::GzipPart part;
};
MenuSight make_menu_sight(web::Language language, std::span<const SightCategory> categories);

}  // namespace lunchrush::pages
