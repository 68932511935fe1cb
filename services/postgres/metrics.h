// What queues and transactions count.
#pragma once

#include <string>

#include "services/telemetry/metrics.h"

namespace lunchrush::postgres {

struct BatchMetrics {
  // `name` is the label that tells one queue from another: "orders", "inbox", "commands", "reads".
  BatchMetrics(telemetry::Registry& registry, const std::string& name)
      : batch_items(telemetry::histogram(registry, "batch_items", "Items in one transaction.",
                                         {1, 2, 4, 8, 16, 32, 64, 128, 256}, {{"queue", name}})),
        commit_seconds(telemetry::histogram(registry, "commit_seconds", "One transaction, begin to commit.",
                                            telemetry::latency_bounds(), {{"queue", name}})),
        queued(telemetry::gauge(registry, "queued_items", "Items that wait for a lane.", {{"queue", name}})),
        refused_total(telemetry::counter(registry, "queue_refused_total",
                                         "Items refused: the queue was full.", {{"queue", name}})),
        expired_total(telemetry::counter(registry, "queue_expired_total",
                                         "Items whose deadline passed in the queue.", {{"queue", name}})),
        gate_refused_total(telemetry::counter(registry, "queue_gate_refused_total",
                                              "Items refused: commits do not come back.",
                                              {{"queue", name}})) {}
  telemetry::Histogram& batch_items;
  telemetry::Histogram& commit_seconds;
  telemetry::Gauge& queued;
  telemetry::Counter& refused_total;
  telemetry::Counter& expired_total;
  telemetry::Counter& gate_refused_total;
};

struct FamilyMetrics {
  explicit FamilyMetrics(telemetry::Registry& registry)
      : together(registry, "families"),
        alone_total(telemetry::counter(registry, "commands_alone_total",
                                       "Commands that were not carried out with others: somebody held the "
                                       "order, or one of them broke the transaction.")) {}
  BatchMetrics together;
  telemetry::Counter& alone_total;
};

struct WatchMetrics {
  explicit WatchMetrics(telemetry::Registry& registry)
      : sync_waiting(telemetry::gauge(registry, "postgres_sync_waiting",
                                      "Commits in the database that wait for a standby.")),
        gate_shut(telemetry::gauge(registry, "postgres_gate_shut",
                                   "1 while nothing is committed: commits do not come back.")),
        gate_shut_total(telemetry::counter(registry, "postgres_gate_shut_total",
                                           "Times that commits did not come back.")) {}
  telemetry::Gauge& sync_waiting;
  telemetry::Gauge& gate_shut;
  telemetry::Counter& gate_shut_total;
};

}  // namespace lunchrush::postgres
