// The pages that people open: GET /kitchen, /board, … and what they load. They hold no data: what they show
// they ask /v1 for, with the key or token of whoever sits in front of them. The guests' own is
// order_page.h's.
#pragma once

#include "services/web/router.h"

namespace lunchrush::pages {

// A route for each page that dist/ has, for /pages/{file} and for the service worker, which has to lie at the
// root to be responsible for pages there.
void add_pages(web::Router& router);

}  // namespace lunchrush::pages
