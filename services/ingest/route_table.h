// Every route of this program's API: where, for whom, what it takes and answers, and who serves it.
#pragma once

#include <vector>

#include "services/ingest/ingest.h"
#include "services/web/router.h"

namespace lunchrush::ingest {

struct Served {
  PrincipalHandler handler;
  web::Route route;  // its own handler is still to be made, from the one above
};

// Routes for callers who are known. `priority`: who is refused first when not all can be served; guests look
// at menus again, order again, and only then must what was accepted suffer.
std::vector<Served> route_table();
std::vector<Served> owner_routes();  // a part of it

web::Route session_route();  // for everybody: it makes a caller known

}  // namespace lunchrush::ingest
