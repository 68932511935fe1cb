#include "services/domain/menu.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace lunchrush::domain;

namespace {

MenuDish dish(std::string sku, std::int64_t fen) {
  MenuDish made;
  made.sku = made.name = std::move(sku);
  made.price = Money{fen};
  made.station = "wok";
  return made;
}

// gongbao with a spice to choose and up to two extras, rice, tea at most 3, lobster sold out, a set of rice
// and tea.
Menu menu() {
  Menu made;
  auto gongbao = dish("gongbao", 2200);
  gongbao.option_groups = {
      {"spice", 1, 1, {{"mild", "微辣", Money{0}}, {"hot", "特辣", Money{0}}}},
      {"extra",
       0,
       2,
       {{"egg", "加蛋", Money{200}}, {"peanut", "花生", Money{100}}, {"small", "小份", Money{-400}}}}};
  auto tea = dish("tea", 500);
  tea.quantity_max = 3;
  auto lobster = dish("lobster", 39900);
  lobster.sold_out = true;
  auto combo = dish("combo", 2500);
  combo.components = {{"rice", 1}, {"tea", 2}};
  made.dishes = {gongbao, dish("rice", 200), tea, lobster, combo};
  REQUIRE(made.index().has_value());
  return made;
}

WantedLine line(std::string sku, int quantity = 1, std::vector<std::string> options = {}) {
  return {std::move(sku), quantity, std::move(options), ""};
}

struct Refused {
  ErrorCode code;
  std::string field;  // its code
  std::string pointer;
};

void check_refused(const Menu& menu, const std::vector<WantedLine>& lines, const Refused& wanted) {
  const auto priced = price(menu, lines);
  REQUIRE(priced.has_error());
  CHECK(priced.error().code == wanted.code);
  REQUIRE(priced.error().fields.size() == 1);
  CHECK(priced.error().fields[0].code == wanted.field);
  CHECK(priced.error().fields[0].pointer == wanted.pointer);
}

}  // namespace

TEST_CASE("the price is the menu's: options are added, quantities multiplied, lines summed", "[domain]") {
  const auto priced =
      price(menu(), {line("gongbao", 2, {"hot", "egg", "small"}), line("rice", 3), line("combo")});
  REQUIRE(priced.has_value());
  const auto& lines = priced->lines;
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].unit_price == Money{2200 + 200 - 400});
  CHECK(lines[0].amount == Money{4000});
  REQUIRE(lines[0].options.size() == 3);
  CHECK(lines[0].options[1].name == "加蛋");
  CHECK(lines[0].options[1].price_delta == Money{200});
  CHECK(lines[0].station == "wok");
  CHECK(lines[1].amount == Money{600});
  CHECK(lines[2].amount == Money{2500});
  REQUIRE(lines[2].components.size() == 2);
  CHECK(lines[2].components[1].sku == "tea");
  CHECK(lines[2].components[1].quantity == 2);
  CHECK(priced->total == Money{7100});
}

TEST_CASE("a set's parts are counted for the whole line", "[domain]") {
  const auto priced = price(menu(), {line("combo", 4)});
  REQUIRE(priced.has_value());
  CHECK(priced->lines[0].components[0].quantity == 4);
  CHECK(priced->lines[0].components[1].quantity == 8);
}

TEST_CASE("what cannot be sold is refused where it stands [row 17]", "[domain]") {
  using E = ErrorCode;
  struct Row {
    std::vector<WantedLine> lines;
    Refused refused;
  };
  const auto rows = std::vector<Row>{
      {{line("rice"), line("pizza")}, {E::invalid_request, "unknown_dish", "/lines/1/sku"}},
      {{line("lobster")}, {E::sold_out, "sold_out", "/lines/0/sku"}},
      {{line("gongbao")}, {E::invalid_request, "option_count", "/lines/0/options"}},
      {{line("gongbao", 1, {"mild", "hot"})}, {E::invalid_request, "option_count", "/lines/0/options"}},
      {{line("gongbao", 1, {"mild", "egg", "peanut", "small"})},
       {E::invalid_request, "option_count", "/lines/0/options"}},
      {{line("gongbao", 1, {"mild", "cheese"})},
       {E::invalid_request, "unknown_option", "/lines/0/options/1"}},
      {{line("gongbao", 1, {"mild", "egg", "egg"})}, {E::invalid_request, "duplicate", "/lines/0/options/2"}},
      {{line("rice", 1, {"egg"})}, {E::invalid_request, "unknown_option", "/lines/0/options/0"}},
      {{line("rice", 100)}, {E::invalid_request, "quantity_max", "/lines/0/quantity"}},
      {{line("tea", 2), line("rice"), line("tea", 2)},
       {E::invalid_request, "quantity_max", "/lines/2/quantity"}},
      {{line("rice", 0)}, {E::invalid_request, "quantity_max", "/lines/0/quantity"}},
      {{line("rice", -1)}, {E::invalid_request, "quantity_max", "/lines/0/quantity"}},
      {{}, {E::invalid_request, "total_min", "/lines"}},
  };
  for (const auto& row : rows) check_refused(menu(), row.lines, row.refused);
}

TEST_CASE("a quantity limit holds for the order, not for the line", "[domain]") {
  CHECK(price(menu(), {line("tea", 1), line("tea", 2)}).has_value());
  CHECK(price(menu(), {line("rice", 99)}).has_value());
}

TEST_CASE("a total beyond every meal is refused before it overflows [row 17]", "[domain]") {
  Menu dear;
  dear.dishes = {dish("feast", 100'000'000), dish("moon", std::numeric_limits<std::int64_t>::max()),
                 dish("gift", 0)};
  REQUIRE(dear.index().has_value());
  CHECK(price(dear, {line("feast")}).has_value());
  check_refused(dear, {line("feast"), line("feast")}, {ErrorCode::invalid_request, "total_max", "/lines/1"});
  check_refused(dear, {line("feast", 2)}, {ErrorCode::invalid_request, "total_max", "/lines/0"});
  check_refused(dear, {line("moon", 2)}, {ErrorCode::invalid_request, "total_max", "/lines/0"});
  check_refused(dear, {line("gift")}, {ErrorCode::invalid_request, "total_min", "/lines"});
  CHECK(price(dear, {line("gift"), line("feast")}).has_value());
}

TEST_CASE("options never make a line cost less than nothing [row 17]", "[domain]") {
  Menu odd;
  auto rice = dish("rice", 100);
  rice.option_groups = {{"size", 0, 1, {{"none", "不要", Money{-101}}}}};
  odd.dishes = {rice, dish("tea", 500)};
  REQUIRE(odd.index().has_value());
  check_refused(odd, {line("tea"), line("rice", 1, {"none"})},
                {ErrorCode::invalid_request, "total_max", "/lines/1"});
}

TEST_CASE("a set is sold out with any of its parts", "[domain]") {
  auto half = menu();
  half.dishes[1].sold_out = true;
  REQUIRE(half.index().has_value());
  CHECK(half.find("combo")->sold_out);
  CHECK_FALSE(half.find("tea")->sold_out);
  check_refused(half, {line("combo")}, {ErrorCode::sold_out, "sold_out", "/lines/0/sku"});
}

TEST_CASE("a menu that contradicts itself is refused with every place where it does", "[domain]") {
  Menu wrong;
  auto gongbao = dish("gongbao", 2200);
  gongbao.option_groups = {{"spice", 2, 1, {{"mild", "", {}}, {"hot", "", {}}}},
                           {"extra", 1, 1, {}},
                           {"more", 0, 1, {{"mild", "", {}}}}};
  auto combo = dish("combo", 2500);
  combo.components = {{"gongbao", 1}, {"pizza", 1}, {"family", 1}};
  auto family = dish("family", 9900);
  family.components = {{"gongbao", 2}};
  wrong.dishes = {gongbao, combo, family, dish("gongbao", 1)};
  const auto indexed = wrong.index();
  REQUIRE(indexed.has_error());
  CHECK(indexed.error().code == ErrorCode::invalid_request);
  std::vector<std::string> places;
  for (const auto& field : indexed.error().fields) places.push_back(field.pointer + " " + field.code);
  CHECK(places == std::vector<std::string>{
                      "/dishes/3/sku duplicate",
                      "/dishes/0/option_groups/0/choose_min unsatisfiable",
                      "/dishes/0/option_groups/1/choose_min unsatisfiable",
                      "/dishes/0/option_groups/2/options/0/code duplicate",
                      "/dishes/1/components/1/sku unknown_dish",
                      "/dishes/1/components/2/sku nested_set",
                  });
}

TEST_CASE("a menu knows its dishes by their skus", "[domain]") {
  const auto made = menu();
  CHECK(made.find("rice")->price == Money{200});
  CHECK(made.find("Rice") == nullptr);
  CHECK(made.find("") == nullptr);
}
