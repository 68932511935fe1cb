// What the simulator counts.
#pragma once

#include <string>
#include <string_view>

#include "services/telemetry/metrics.h"

namespace lunchrush::simulator {

struct SimulatorMetrics {
  explicit SimulatorMetrics(telemetry::Registry& registry)
      : trades(telemetry::gauge(registry, "simulator_trades", "Trades known.")),
        notifications_waiting(
            telemetry::gauge(registry, "simulator_notifications_waiting", "Deliveries ready or under way.")),
        notification_seconds(telemetry::histogram(registry, "simulator_notification_seconds",
                                                  "From sending a notification to the merchant's answer.",
                                                  telemetry::latency_bounds())),
        payments_total(telemetry::counter(registry, "simulator_payments_total", "Payments on the bill.")),
        refunds_total(telemetry::counter(registry, "simulator_refunds_total", "Refunds on the bill.")),
        acknowledged_total(deliveries(registry, "acknowledged")),
        refused_total(deliveries(registry, "refused")),
        unanswered_total(deliveries(registry, "unanswered")),
        lost_total(deliveries(registry, "lost")),
        scripted_total(telemetry::counter(registry, "simulator_scripted_total",
                                          "Calls and events a rule was applied to.")),
        signature_refused_total(telemetry::counter(registry, "simulator_signature_refused_total",
                                                   "Requests refused because of their signature.")) {}

  telemetry::Gauge& trades;
  telemetry::Gauge& notifications_waiting;
  telemetry::Histogram& notification_seconds;
  telemetry::Counter& payments_total;
  telemetry::Counter& refunds_total;
  telemetry::Counter& acknowledged_total;
  telemetry::Counter& refused_total;
  telemetry::Counter& unanswered_total;
  telemetry::Counter& lost_total;
  telemetry::Counter& scripted_total;
  telemetry::Counter& signature_refused_total;

 private:
  static telemetry::Counter& deliveries(telemetry::Registry& registry, const std::string& outcome) {
    return telemetry::counter(registry, "simulator_deliveries_total", "Attempts to deliver a notification.",
                              {{"outcome", outcome}});
  }
};

}  // namespace lunchrush::simulator
