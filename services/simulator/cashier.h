// The page a person sees after scanning a code: merchant, amount, Pay and Cancel. Also for a mini-program's
// prepay_id.
#pragma once

#include "services/simulator/desk.h"
#include "services/web/router.h"

namespace lunchrush::simulator {

void add_cashier_routes(web::Router& router, Desk& desk);

}  // namespace lunchrush::simulator
