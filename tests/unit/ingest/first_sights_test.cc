#include "services/ingest/first_sights.h"

#include <catch2/catch.hpp>

using namespace lunchrush;

namespace {

// Three categories, of which the middle one is empty, with `dishes` dishes in the first and one in the last.
ingest::StorePointer entry_of(std::uint32_t store, std::int64_t version, int dishes = 1,
                              std::vector<std::string> sold_out = {}) {
  std::string document =
      R"({"categories":[{"code":"mains","name":{"zh":"主菜","en":"Mains"}},{"code":"none","name":{"zh":"空"}},)"
      R"({"code":"drinks","name":{"zh":"饮品"}}],"dishes":[)";
  for (int at = 0; at != dishes; ++at)
    document += R"({"sku":"dish_)" + std::to_string(at) +
                R"(","name":{"zh":"菜","en":"Dish"},"category":"mains","price":100,"station":"wok"},)";
  document += R"({"sku":"tea","name":{"zh":"茶"},"category":"drinks","price":100,"station":"bar"}]})";
  postgres::Store made;
  made.id = domain::StoreId{store};
  auto entry = ingest::make_entry(std::move(made), {version, document, std::move(sold_out), {}});
  REQUIRE(entry.has_value());
  return *entry;
}

std::size_t count(std::string_view text, std::string_view piece) {
  std::size_t found = 0;
  for (auto at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++found;
  return found;
}

struct Kept {
  telemetry::Registry registry;
  ingest::IngestMetrics metrics{registry};
  ingest::FirstSights sights{metrics, {.kept_max = 2, .dishes_max = 3}};

  const std::string& html(const ingest::StorePointer& entry, web::Language language = web::Language::zh) {
    return sights.of(*entry, language).html;
  }
  double made() const { return metrics.first_sights_made_total.Value(); }
  double reused() const { return metrics.first_sights_reused_total.Value(); }
};

}  // namespace

TEST_CASE("a first sight is made once for a store, a menu and a language", "[ingest]") {
  Kept kept;
  const auto entry = entry_of(1, 7);
  CHECK(kept.html(entry).find("主菜") != std::string::npos);
  kept.html(entry);
  kept.html(entry_of(1, 7));
  CHECK((kept.made() == 1 && kept.reused() == 2));
  CHECK(kept.html(entry, web::Language::en).find("Mains") != std::string::npos);
  CHECK(kept.made() == 2);
}

TEST_CASE("a new version takes the old one's place, and what is sold out shows", "[ingest]") {
  Kept kept;
  kept.html(entry_of(1, 7));
  CHECK(count(kept.html(entry_of(1, 8, 1, {"tea"})), "sold-out") == 1);
  CHECK(kept.metrics.first_sights_kept.Value() == 1);
}

TEST_CASE("no more are kept than there is room for; the one not asked for longest goes", "[ingest]") {
  Kept kept;
  kept.html(entry_of(1, 1));
  kept.html(entry_of(2, 1));
  kept.html(entry_of(1, 1));
  kept.html(entry_of(3, 1));  // instead of 2
  CHECK(kept.metrics.first_sights_kept.Value() == 2);
  kept.html(entry_of(1, 1));
  CHECK(kept.made() == 3);
  kept.html(entry_of(2, 1));
  CHECK(kept.made() == 4);
}

TEST_CASE("the first dishes have cards, and every category that has a dish has its name", "[ingest]") {
  Kept kept;
  const auto& html = kept.html(entry_of(1, 1, 5));
  CHECK(count(html, "<li class=\"dish\"") == 3);
  CHECK(count(html, "<section") == 1);
  CHECK(html.find("饮品") != std::string::npos);
  CHECK(html.find("空") == std::string::npos);
}

TEST_CASE("what is said of a menu holds no markup, compressed or not", "[ingest]") {
  const auto entry = entry_of(1, 1);
  CHECK(entry->document_json.find('<') == std::string::npos);
  CHECK(entry->document_part.text_bytes == entry->document_json.size());
}
