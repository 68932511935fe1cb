#include <catch2/catch.hpp>
#include <string>

#include "services/pages/assets.h"
#include "services/pages/files.h"
#include "services/pages/pages.h"
#include "tests/unit/web/made_request.h"

namespace lunchrush::pages {
namespace {

using Pairs = web::MadeRequest::Pairs;

std::string header(const web::Reply& reply, std::string_view name) {
  for (const auto& [given, value] : reply.headers)
    if (given == name) return value;
  return {};
}

const Asset& page() {
  const auto* asset = find_asset("kitchen.html");
  REQUIRE(asset != nullptr);
  return *asset;
}

}  // namespace

TEST_CASE("without Accept-Encoding a page comes as it is", "[pages]") {
  const web::MadeRequest made(Pairs{});
  const auto reply = answer(page(), made.request);
  CHECK(reply.status == 200);
  CHECK(reply.body.starts_with("<!doctype html>"));
  CHECK(header(reply, "Content-Encoding").empty());
  CHECK(header(reply, "Vary") == "Accept-Encoding");
  CHECK(header(reply, "Cache-Control") == "no-cache");
  CHECK(header(reply, "Content-Security-Policy").starts_with("default-src 'self';"));
}

TEST_CASE("each representation has its own strong tag, and a known one is not sent again", "[pages]") {
  const web::MadeRequest plain(Pairs{}), compressed(Pairs{{"Accept-Encoding", "gzip"}});
  const auto first = answer(page(), plain.request), second = answer(page(), compressed.request);
  CHECK(header(second, "Content-Encoding") == "gzip");
  CHECK(header(first, "ETag") != header(second, "ETag"));
  const web::MadeRequest again(Pairs{{"Accept-Encoding", "gzip"}, {"If-None-Match", header(second, "ETag")}});
  const auto third = answer(page(), again.request);
  CHECK(third.status == 304);
  CHECK(third.body.empty());
  CHECK(header(third, "ETag") == header(second, "ETag"));
}

TEST_CASE("what carries its hash in its name may be kept for ever, what does not is asked for again",
          "[pages]") {
  const web::MadeRequest made(Pairs{});
  bool any_hashed = false;
  for (const auto& file : files()) {
    if (file.name.ends_with(".gz")) continue;
    CAPTURE(file.name);
    const auto kept = header(answer(*find_asset(file.name), made.request), "Cache-Control");
    const bool hashed = file.name.find('-') != std::string_view::npos;
    CHECK((kept == "public, max-age=31536000, immutable") == hashed);
    any_hashed = any_hashed || hashed;
    CHECK(!find_asset(file.name)->gzip.bytes.empty());
  }
  CHECK(any_hashed);
}

TEST_CASE("a file that dist does not have is not found", "[pages]") {
  CHECK(find_asset("manifest.json") == nullptr);
  CHECK(find_asset("../pages.cc") == nullptr);
  CHECK(find_asset("kitchen.html.gz") == nullptr);
}

TEST_CASE("every page has its route", "[pages]") {
  web::Router router;
  add_pages(router);
  for (const std::string path : {"/kitchen", "/board", "/sw.js", "/pages/kitchen.html"}) {
    CAPTURE(path);
    CHECK(router.find(web::http::verb::get, path).route != nullptr);
    CHECK(router.find(web::http::verb::head, path).route != nullptr);
  }
}

}  // namespace lunchrush::pages
