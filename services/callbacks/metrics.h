// What the workers count. Money's own alarms come first.
#pragma once

#include <cstdlib>
#include <string>

#include "services/postgres/inbox.h"
#include "services/telemetry/metrics.h"

namespace lunchrush::callbacks {

struct CallbacksMetrics {
  explicit CallbacksMetrics(telemetry::Registry& registry)
      : payments_quarantined_total(
            telemetry::counter(registry, "payments_quarantined_total",
                               "Payments whose amount, currency or account differs: a person decides.")),
        refunds_refused_total(telemetry::counter(registry, "refunds_refused_total",
                                                 "Refunds a gateway will never make: a person decides.")),
        notifications_duplicate_total(
            telemetry::counter(registry, "notifications_duplicate_total",
                               "Deliveries of a notification that was stored before.")),
        notifications_unstored_total(
            telemetry::counter(registry, "notifications_unstored_total",
                               "Genuine notifications refused for want of the database; they come again.")),
        notifications_deferred_total(telemetry::counter(
            registry, "notifications_deferred_total",
            "Notifications that were stored to be settled later: a crowd, a busy order, a failure.")),
        hints_total(telemetry::counter(registry, "notification_hints_total",
                                       "Queries that refused notifications caused.")),
        hints_dropped_total(
            telemetry::counter(registry, "notification_hints_dropped_total", "The same, over their limit.")),
        settled_seconds(
            telemetry::histogram(registry, "notification_settled_seconds",
                                 "From the arrival of a notification to the commit of what follows from it.",
                                 telemetry::latency_bounds())),
        expired_total(
            telemetry::counter(registry, "intents_closing_total", "Intents whose time to pay had passed.")),
        relayed_feeds_total(
            telemetry::counter(registry, "feeds_relayed_total", "Times a store's feed grew.")),
        applied_total(settled_total(registry, postgres::NotificationEnd::applied)),
        parked_total(settled_total(registry, postgres::NotificationEnd::parked)),
        dead_total(settled_total(registry, postgres::NotificationEnd::dead)) {}

  telemetry::Counter& settled_total(postgres::NotificationEnd end) {
    switch (end) {
      case postgres::NotificationEnd::applied: return applied_total;
      case postgres::NotificationEnd::parked: return parked_total;
      case postgres::NotificationEnd::dead: return dead_total;
    }
    std::abort();  // -Werror=switch keeps this unreachable
  }

  telemetry::Counter& payments_quarantined_total;
  telemetry::Counter& refunds_refused_total;
  telemetry::Counter& notifications_duplicate_total;
  telemetry::Counter& notifications_unstored_total;
  telemetry::Counter& notifications_deferred_total;
  telemetry::Counter& hints_total;
  telemetry::Counter& hints_dropped_total;
  telemetry::Histogram& settled_seconds;
  telemetry::Counter& expired_total;
  telemetry::Counter& relayed_feeds_total;
  telemetry::Counter& applied_total;
  telemetry::Counter& parked_total;
  telemetry::Counter& dead_total;

 private:
  static telemetry::Counter& settled_total(telemetry::Registry& registry, postgres::NotificationEnd end) {
    return telemetry::counter(registry, "notifications_settled_total",
                              "Notifications by what became of them.", {{"end", std::string(name(end))}});
  }
};

}  // namespace lunchrush::callbacks
