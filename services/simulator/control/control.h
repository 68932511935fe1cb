// The control API under /sim/: what a test, a load run or a curious person tells the simulator
// (docs/simulator.md).
#pragma once

#include "services/simulator/desk.h"
#include "services/simulator/notifier.h"
#include "services/web/router.h"

namespace lunchrush::simulator::control {

struct Controls {
  Desk& desk;
  Notifier& notifier;
  Clock& clock;
  Schedule& schedule;
  Journal& journal;
};

void add_payment_routes(web::Router& router,
                        Controls& controls);  // pay, scan, give_up, finish, autopay, trades
void add_script_routes(web::Router& router, Controls& controls);
void add_bill_routes(web::Router& router, Controls& controls);
void add_notification_routes(web::Router& router, Controls& controls);
void add_clock_routes(web::Router& router, Controls& controls);  // clock, rotate

}  // namespace lunchrush::simulator::control
