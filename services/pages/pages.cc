#include "services/pages/pages.h"

#include <array>
#include <string>
#include <string_view>

#include "services/pages/assets.h"
#include "services/web/problem.h"

namespace lunchrush::pages {
namespace {

namespace asio = boost::asio;

struct Page {
  std::string_view pattern;
  std::string_view file;
  std::string_view name;  // metric label
};

constexpr std::array<Page, 4> pages{{{"/kitchen", "kitchen.html", "page_kitchen"},
                                     {"/board", "board.html", "page_board"},
                                     {"/console", "console.html", "page_console"},
                                     {"/sw.js", "sw.js", "page_service_worker"}}};

asio::awaitable<web::Reply> serve_file(web::Request& request) {
  const auto* asset = find_asset(request.parameter("file").value_or(""));
  if (!asset) co_return web::problem({domain::ErrorCode::not_found, "no such file"}, request);
  co_return answer(*asset, request);
}

web::Handler serving(const Asset& asset) {
  return [&asset](web::Request& request) -> asio::awaitable<web::Reply> { co_return answer(asset, request); };
}

}  // namespace

void add_pages(web::Router& router) {
  for (const auto& page : pages)
    if (const auto* asset = find_asset(page.file))
      router.add({web::http::verb::get, std::string(page.pattern), std::string(page.name),
                  "A page for people", serving(*asset)});
  router.add({web::http::verb::get, "/pages/{file}", "page_file", "What pages load", serve_file});
}

}  // namespace lunchrush::pages
