#include "services/gateways/call_meter.h"

#include "services/telemetry/log.h"

namespace lunchrush::gateways {

double CallMeter::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
}

void CallMeter::done() const {
  metrics_.call(labels_.gateway, labels_.operation, CallClass::done, seconds());
}

CallFailure CallMeter::failed(CallFailure failure) const {
  metrics_.call(labels_.gateway, labels_.operation, failure.call_class, seconds());
  // "Not found" and "already done" are answers; the rest is worth a person's eye when it piles up.
  const bool answer =
      failure.call_class == CallClass::not_found || failure.call_class == CallClass::already_done;
  telemetry::log(answer ? telemetry::Level::info : telemetry::Level::warn, "gateway call failed",
                 {{"gateway", labels_.gateway},
                  {"operation", labels_.operation},
                  {"account", labels_.account},
                  {"number", labels_.number},
                  {"class", name_of(failure.call_class)},
                  {"code", std::string_view(failure.code)},
                  {"detail", std::string_view(failure.message)},
                  {"gateway_request_id", std::string_view(failure.request_id)}});
  return failure;
}

}  // namespace lunchrush::gateways
