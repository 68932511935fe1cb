// Alipay's gateway.do: every method, authenticated, disturbed as scripted, answered and signed.
#pragma once

#include "services/simulator/desk.h"
#include "services/web/router.h"

namespace lunchrush::simulator::alipay {

void add_routes(web::Router& router, Desk& desk);

}  // namespace lunchrush::simulator::alipay
