#include "services/callbacks/family_work.h"

#include "services/telemetry/log.h"

namespace lunchrush::callbacks {

void log_lost(std::string_view what, domain::OrderId order, const domain::Error& error) {
  telemetry::log(telemetry::Level::warn, what, {{"order_id", order.text()}, {"reason", error.detail}});
}

}  // namespace lunchrush::callbacks
