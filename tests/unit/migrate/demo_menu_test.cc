#include <catch2/catch.hpp>
#include <set>

#include "proto/lunchrush/v1/menu.pb.h"
#include "services/domain/menu.h"
#include "services/migrate/embedded.h"
#include "services/web/codec.h"

using namespace lunchrush;

namespace {

lunchrush::v1::PutMenuRequest demo_request() {
  lunchrush::v1::PutMenuRequest request;
  const auto read = web::from_json(migrate::demo_menu(), request);
  if (!read)
    for (const auto& field : read.error().fields) UNSCOPED_INFO(field.pointer << " " << field.detail);
  REQUIRE(read.has_value());
  return request;
}

domain::Menu menu_of(const lunchrush::v1::PutMenuRequest& request) {
  domain::Menu menu;
  for (const auto& dish : request.dishes()) {
    auto& known = menu.dishes.emplace_back();
    known.sku = dish.sku();
    known.name = dish.name().zh();
    known.price = domain::Money{dish.price()};
    known.station = dish.station();
    if (dish.quantity_max() > 0) known.quantity_max = dish.quantity_max();
    for (const auto& group : dish.option_groups()) {
      auto& choices = known.option_groups.emplace_back();
      choices = {group.code(), group.choose_min(), group.choose_max(), {}};
      for (const auto& option : group.options())
        choices.options.push_back({option.code(), option.name().zh(), domain::Money{option.price_delta()}});
    }
    for (const auto& part : dish.components()) known.components.push_back({part.sku(), part.quantity()});
  }
  return menu;
}

}  // namespace

TEST_CASE(
    "the demo menu is one that PUT would take: thirty dishes in two languages, and it agrees with itself",
    "[migrate]") {
  const auto request = demo_request();
  CHECK(request.dishes_size() == 30);
  auto menu = menu_of(request);
  CHECK(menu.index().has_value());

  std::set<std::string> categories;
  for (const auto& category : request.categories()) categories.insert(category.code());
  for (const auto& dish : request.dishes()) {
    CAPTURE(dish.sku());
    CHECK(categories.contains(dish.category()));
    CHECK_FALSE(dish.name().en().empty());
    CHECK(dish.station().empty() == (dish.components_size() > 0));  // a set is made where its parts are
  }
}

TEST_CASE("the demo restaurant has stations, sets, sizes and extras to show", "[migrate]") {
  const auto request = demo_request();
  std::set<std::string> stations;
  std::set<std::string> groups;
  int sets = 0;
  for (const auto& dish : request.dishes()) {
    if (!dish.station().empty()) stations.insert(dish.station());
    if (dish.components_size() > 0) ++sets;
    for (const auto& group : dish.option_groups()) groups.insert(group.code());
  }
  CHECK(stations == std::set<std::string>{"cold", "dim_sum", "drinks", "noodle", "wok"});
  CHECK(sets >= 3);
  CHECK(groups.contains("spice"));
  CHECK(groups.contains("size"));
  CHECK(groups.contains("extras"));
}

TEST_CASE("the example of the documentation can be ordered: one less spicy kung pao chicken for 22 yuan",
          "[migrate]") {
  auto menu = menu_of(demo_request());
  REQUIRE(menu.index().has_value());
  const auto priced = domain::price(menu, {{"gongbao", 1, {"less_spicy"}, "不要花生"}});
  REQUIRE(priced.has_value());
  CHECK(priced->total == domain::Money{2200});
}
