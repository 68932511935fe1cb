#include "services/ingest/directory.h"

#include <catch2/catch.hpp>

#include "services/web/codec.h"

using namespace lunchrush;

namespace {

constexpr auto document = R"({"categories":[{"code":"mains","name":{"zh":"主菜","en":"Mains"}}],
 "dishes":[
  {"sku":"gongbao","name":{"zh":"宫保鸡丁","en":"Kung Pao"},"category":"mains","price":2200,"station":"wok","quantity_max":5,
   "option_groups":[{"code":"spice","name":{"zh":"辣度"},"choose_min":1,"choose_max":1,
     "options":[{"code":"mild","name":{"zh":"微辣"},"price_delta":0},{"code":"hot","name":{"zh":"特辣"},"price_delta":100}]}]},
  {"sku":"rice","name":{"zh":"米饭"},"category":"mains","price":200,"station":"steam"},
  {"sku":"combo","name":{"zh":"套餐"},"category":"mains","price":2300,"components":[{"sku":"gongbao","quantity":1},{"sku":"rice","quantity":2}]}]})";

v1::PutMenuRequest posted() {
  v1::PutMenuRequest request;
  REQUIRE(web::from_json(document, request).has_value());
  return request;
}

postgres::Store store() {
  postgres::Store made;
  made.id = domain::StoreId{1001};
  made.name_zh = "午高峰";
  made.name_en = "Lunchrush";
  return made;
}

}  // namespace

TEST_CASE("a posted menu becomes one that orders are priced with", "[ingest]") {
  const auto menu = ingest::to_domain(posted());
  REQUIRE(menu.has_value());
  const auto* gongbao = menu->find("gongbao");
  REQUIRE(gongbao != nullptr);
  CHECK(gongbao->name == "宫保鸡丁");
  CHECK(gongbao->price == domain::Money{2200});
  CHECK(gongbao->station == "wok");
  CHECK(gongbao->quantity_max == 5);
  REQUIRE(gongbao->option_groups.size() == 1);
  CHECK(gongbao->option_groups[0].choose_min == 1);
  CHECK(gongbao->option_groups[0].options[1].price_delta == domain::Money{100});
  CHECK(menu->find("rice")->quantity_max == domain::house_quantity_max);
  CHECK(menu->find("combo")->components[1].quantity == 2);
}

TEST_CASE("a posted menu that contradicts itself is refused where it does", "[ingest]") {
  auto request = posted();
  request.mutable_dishes(2)->mutable_components(0)->set_sku("pizza");
  const auto refused = ingest::to_domain(request);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == domain::ErrorCode::invalid_request);
  CHECK(refused.error().fields.at(0).pointer == "/dishes/2/components/0/sku");
}

TEST_CASE("a store's entry shows the stored menu with what is sold out now, sets included", "[ingest]") {
  const auto entry = ingest::make_entry(store(), {7, document, {"rice"}, {}});
  REQUIRE(entry.has_value());
  const auto& stored = **entry;
  CHECK(stored.menu.version == 7);
  CHECK(stored.menu.store == domain::StoreId{1001});
  CHECK(stored.menu.find("rice")->sold_out);
  CHECK(stored.menu.find("combo")->sold_out);
  CHECK_FALSE(stored.menu.find("gongbao")->sold_out);
  CHECK(stored.document.version() == 7);
  CHECK(stored.document.dishes(1).sold_out());
  CHECK(stored.document.dishes(2).sold_out());
  CHECK(stored.document.store_name().zh() == "午高峰");
  v1::Menu shown;
  REQUIRE(web::from_json(stored.document_json, shown).has_value());
  CHECK(shown.SerializeAsString() == stored.document.SerializeAsString());
}

TEST_CASE("a stored menu's own word on what is sold out is not asked, only the list is", "[ingest]") {
  std::string flagged = document;
  flagged.replace(flagged.find(R"("price":200,)"), 12, R"("price":200,"sold_out":true,)");
  const auto entry = ingest::make_entry(store(), {8, flagged, {}, {}});
  REQUIRE(entry.has_value());
  CHECK_FALSE((*entry)->menu.find("rice")->sold_out);
  CHECK_FALSE((*entry)->document.dishes(1).sold_out());
}

TEST_CASE("a stored menu that cannot be read is our fault and not the guest's", "[ingest]") {
  for (const auto* broken : {"", "[]", R"({"dishes":[]})", R"({"categories":[],"dishes":[],"more":1})"}) {
    const auto entry = ingest::make_entry(store(), {1, broken, {}, {}});
    REQUIRE(entry.has_error());
    CHECK(entry.error().code == domain::ErrorCode::internal);
  }
}
