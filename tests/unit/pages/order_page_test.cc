#include "services/pages/order_page.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "services/crypto/digest.h"
#include "services/pages/assets.h"
#include "services/pages/html_text.h"
#include "services/pages/sight_words.h"
#include "tests/unit/web/made_request.h"

namespace lunchrush::pages {
namespace {

using Pairs = web::MadeRequest::Pairs;

std::string header(const web::Reply& reply, std::string_view name) {
  for (const auto& [given, value] : reply.headers)
    if (given == name) return value;
  return {};
}

std::string between(std::string_view text, std::string_view begin, std::string_view end) {
  const auto at = text.find(begin);
  REQUIRE(at != std::string_view::npos);
  const auto rest = text.substr(at + begin.size());
  return std::string(rest.substr(0, rest.find(end)));
}

std::size_t count(std::string_view text, std::string_view piece) {
  std::size_t found = 0;
  for (auto at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++found;
  return found;
}

struct Given {
  std::string table = "A12", store_name = "午高峰", etag = "\"v7\"";
  std::string menu_json = R"({"version":7,"dishes":[]})";
  SightDish dish{.sku = "gongbao", .name = "宫保鸡丁", .price_fen = 2200};

  web::Reply page(const web::Request& request) const {
    const auto menu_part = web::compressed(menu_json);
    const SightCategory category{"mains", "主菜", {dish}};
    return order_page(request,
                      {.store_id = 1001,
                       .store_name_zh = store_name,
                       .store_name_en = "Lunchrush",
                       .table = table,
                       .menu_etag = etag,
                       .menu_json = menu_json,
                       .menu_part = menu_part},
                      make_menu_sight(request.language, std::span(&category, 1)));
  }
  std::string html(const Pairs& headers = {}) const { return page(web::MadeRequest(headers).request).body; }
};

}  // namespace

TEST_CASE("whatever people write stays text between tags and between quotes", "[pages]") {
  const auto [written, expected] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"宫保鸡丁", "宫保鸡丁"},
      {"</script><b>", "&lt;/script&gt;&lt;b&gt;"},
      {"\" onclick='x'", "&quot; onclick=&#39;x&#39;"},
      {"a & b &lt;", "a &amp; b &amp;lt;"},
  }));
  std::string out;
  append_html(out, written);
  CHECK(out == expected);
}

TEST_CASE("JSON in a page ends no script and begins no comment, and says the same", "[pages]") {
  const std::string json = R"({"name":"</script><!--<b>\"","price":1})";
  const auto safe = json_for_html(json);
  CHECK(safe.find('<') == std::string::npos);
  CHECK(boost::json::parse(safe) == boost::json::parse(json));
}

TEST_CASE("the words of a first sight are the page's own", "[pages]") {
  for (const auto& [file, language] :
       {std::pair{"zh", web::Language::zh}, std::pair{"en", web::Language::en}}) {
    std::ifstream in(std::string(LUNCHRUSH_SOURCE_DIR) + "/services/pages/src/order/" + file + ".json");
    std::stringstream text;
    text << in.rdbuf();
    const auto words = boost::json::parse(text.str()).as_object();
    for (const auto& [key, member] : sight_word_keys()) {
      CAPTURE(key);
      CHECK(sight_words(language).*member == std::string_view(words.at(key).as_string()));
    }
  }
}

TEST_CASE("the page comes with its store, its table, its dishes and its data", "[pages]") {
  const Given given;
  const auto html = given.html();
  CHECK(html.starts_with("<!doctype html>\n<html lang=\"zh-CN\">"));
  CHECK(between(html, "<h1>", "</h1>") == "午高峰");
  CHECK(between(html, "<p class=\"table\">", "</p>") == "A12 桌");
  CHECK(between(html, "<h3>", "</h3>") == "宫保鸡丁");
  CHECK(between(html, "<p class=\"price\">", "</p>") == "¥22");
  CHECK(html.find("<link rel=\"stylesheet\"") == std::string::npos);
  CHECK(html.find("<script type=\"module\" src=\"/pages/order-") != std::string::npos);
  CHECK(html.ends_with("</html>\n"));
  const auto data = boost::json::parse(between(html, "id=\"first-sight\">", "</script>")).as_object();
  CHECK(data.at("language").as_string() == "zh");
  CHECK(data.at("store_id").as_int64() == 1001);
  CHECK(data.at("store_name").at("en").as_string() == "Lunchrush");
  CHECK(data.at("table").as_string() == "A12");
  CHECK(data.at("etag").as_string() == "\"v7\"");
  CHECK(data.at("menu") == boost::json::parse(given.menu_json));
}

TEST_CASE("no name of a store, a table, a category or a dish becomes markup", "[pages]") {
  const std::string evil = "</script><b onclick=\"x\">'&";
  Given given{.table = evil, .store_name = evil};
  const auto plain = Given{}.html();
  given.dish = {.sku = evil, .name = evil, .description = evil, .price_fen = 1};
  const auto html = given.html();
  CHECK(html.find("<b") == plain.find("<b"));  // <body>
  CHECK(count(html, "</script>") == count(plain, "</script>"));
  CHECK(count(html, "onclick=\"x\"") == 0);
  const auto data = boost::json::parse(between(html, "id=\"first-sight\">", "</script>")).as_object();
  CHECK(data.at("table").as_string() == evil);
}

TEST_CASE("a dish is shown as the page shows it", "[pages]") {
  const auto [dish, expected] = GENERATE(table<SightDish, std::string>({
      {{.sku = "rice", .name = "米饭", .price_fen = 250},
       "<li class=\"dish\" data-sku=\"rice\"><div class=\"dish-words\"><h3>米饭</h3><p "
       "class=\"price\">¥2.50</p></div>"
       "<button type=\"button\" class=\"round add\" aria-label=\"加一份米饭\">+</button></li>"},
      {{.sku = "rice", .name = "米饭", .price_fen = 205, .quantity_max = 3},
       "<li class=\"dish\" data-sku=\"rice\"><div class=\"dish-words\"><h3>米饭</h3><p class=\"fine\">每单限 "
       "3 份</p>"
       "<p class=\"price\">¥2.05</p></div>"
       "<button type=\"button\" class=\"round add\" aria-label=\"加一份米饭\">+</button></li>"},
      {{.sku = "soup",
        .name = "汤",
        .description = "酸辣",
        .price_fen = 1200,
        .has_choices = true,
        .has_surcharge = true},
       "<li class=\"dish\" data-sku=\"soup\"><div class=\"dish-words\"><h3>汤</h3><p>酸辣</p>"
       "<p class=\"price\">¥12<span class=\"fine\"> 起</span></p></div>"
       "<button type=\"button\" class=\"act small\" aria-haspopup=\"dialog\">选规格<span class=\"unseen\"> "
       "汤</span></button></li>"},
      {{.sku = "soup", .name = "汤", .price_fen = 0, .sold_out = true, .has_choices = true},
       "<li class=\"dish sold-out\" data-sku=\"soup\"><div class=\"dish-words\"><h3>汤</h3><p "
       "class=\"price\">¥0</p></div>"
       "<span class=\"tag\">已售罄</span></li>"},
  }));
  Given given;
  given.dish = dish;
  CHECK(between(given.html(), "<ul>", "</ul>") == expected);
}

TEST_CASE("the policy lets in the style that is in the page, and no script but our own files", "[pages]") {
  const auto reply = Given{}.page(web::MadeRequest(Pairs{}).request);
  const auto style = between(reply.body, "<style>", "</style>");
  const auto policy = header(reply, "Content-Security-Policy");
  CHECK(policy.find("style-src 'self' 'sha256-" + crypto::to_base64(crypto::sha256(style)) + "'") !=
        std::string::npos);
  CHECK(policy.starts_with("default-src 'self';"));
  CHECK(policy.find("script-src") == std::string::npos);
}

TEST_CASE("the tag follows the table, the menu, the language and the encoding", "[pages]") {
  const Given given;
  const web::MadeRequest plain(Pairs{}), compressed(Pairs{{"Accept-Encoding", "gzip"}});
  web::MadeRequest english(Pairs{});
  english.request.language = web::Language::en;
  Given other_table, other_menu;
  other_table.table = "A13";
  other_menu.etag = "\"v8\"";
  const auto etag = header(given.page(plain.request), "ETag");
  CHECK(header(given.page(plain.request), "ETag") == etag);
  for (const auto& other :
       {header(given.page(compressed.request), "ETag"), header(given.page(english.request), "ETag"),
        header(other_table.page(plain.request), "ETag"), header(other_menu.page(plain.request), "ETag")})
    CHECK(other != etag);
  const web::MadeRequest again(Pairs{{"If-None-Match", etag}});
  const auto unchanged = given.page(again.request);
  CHECK(unchanged.status == 304);
  CHECK(unchanged.body.empty());
  CHECK(header(unchanged, "ETag") == etag);
  CHECK(header(unchanged, "Vary") == "Accept-Encoding, Accept-Language");
}

TEST_CASE("in English it is English, and a store without an English name keeps its own", "[pages]") {
  web::MadeRequest english(Pairs{});
  english.request.language = web::Language::en;
  const auto html = Given{}.page(english.request).body;
  CHECK(html.find("<html lang=\"en\">") != std::string::npos);
  CHECK(between(html, "<title>", "</title>") == "Order from your table");
  CHECK(between(html, "<h1>", "</h1>") == "Lunchrush");
  CHECK(between(html, "<p class=\"table\">", "</p>") == "Table A12");
}

TEST_CASE("the page alone is the file as it is", "[pages]") {
  const auto reply = order_page(web::MadeRequest(Pairs{}).request);
  CHECK(reply.body == find_asset("order.html")->plain.bytes);
}

}  // namespace lunchrush::pages
