// WeChat Pay's API: every path, authenticated, disturbed as scripted, answered and signed.
#pragma once

#include "services/simulator/desk.h"
#include "services/web/router.h"

namespace lunchrush::simulator::wechatpay {

void add_routes(web::Router& router, Desk& desk);

}  // namespace lunchrush::simulator::wechatpay
