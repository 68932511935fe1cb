// GET /t/{code}: the ordering page. With a first sight in it a guest sees dishes before any script, session
// or menu was asked for: the markup, the style inside the page, and the menu as data that is never executed.
#pragma once

#include <string_view>

#include "services/pages/menu_sight.h"
#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::pages {

// What the code on the table says and what its store sells. Views live as long as the call.
struct ScannedTable {
  std::uint32_t store_id = 0;
  std::string_view store_name_zh;
  std::string_view store_name_en;  // empty: the same
  std::string_view table;
  std::string_view menu_etag;
  std::string_view menu_json;      // as json_for_html() leaves it
  const web::GzipPart& menu_part;  // the same, compressed
};

// 200 in the request's language, compressed for who accepts it, or 304.
web::Reply order_page(const web::Request& request, const ScannedTable& scanned, const MenuSight& menu);

// The page alone: it finds out by itself, and says in words what is wrong.
web::Reply order_page(const web::Request& request);

}  // namespace lunchrush::pages
