// What ingest counts beyond HTTP, queues and Redis.
#pragma once

#include "services/telemetry/metrics.h"

namespace lunchrush::ingest {

struct IngestMetrics {
  explicit IngestMetrics(telemetry::Registry& r)
      : orders_placed_total(
            telemetry::counter(r, "orders_committed_total", "Orders placed, each counted once.")),
        replays_from_redis_total(telemetry::counter(
            r, "replays_total", "Requests answered from an earlier result.", {{"from", "redis"}})),
        replays_from_postgres_total(telemetry::counter(
            r, "replays_total", "Requests answered from an earlier result.", {{"from", "postgres"}})),
        keys_reused_total(
            telemetry::counter(r, "idempotency_keys_reused_total", "Keys that came with another request.")),
        commits_in_doubt_total(
            telemetry::counter(r, "commits_in_doubt_total", "Orders whose commit had to be asked about.")),
        repriced_total(telemetry::counter(r, "orders_repriced_total",
                                          "Orders priced anew: the menu changed under them.")),
        payments_started_total(
            telemetry::counter(r, "payments_started_total", "Payments taken to a gateway.")),
        feed_readers(telemetry::gauge(r, "feed_readers", "Open event streams.")),
        first_sights_made_total(telemetry::counter(r, "first_sights_total",
                                                   "Ordering pages that came with their menu in them.",
                                                   {{"from", "made"}})),
        first_sights_reused_total(telemetry::counter(r, "first_sights_total",
                                                     "Ordering pages that came with their menu in them.",
                                                     {{"from", "kept"}})),
        first_sights_kept(telemetry::gauge(r, "first_sights_kept", "First sights that are kept.")),
        kitchen_queues_read_total(telemetry::counter(
            r, "kitchen_queues_total", "Times a store's kitchen queue was asked for.", {{"from", "read"}})),
        kitchen_queues_shared_total(telemetry::counter(
            r, "kitchen_queues_total", "Times a store's kitchen queue was asked for.", {{"from", "shared"}})),
        kitchen_queues_kept(
            telemetry::gauge(r, "kitchen_queues_kept", "Stores whose kitchen queue is kept.")) {}
  telemetry::Counter& orders_placed_total;
  telemetry::Counter& replays_from_redis_total;
  telemetry::Counter& replays_from_postgres_total;
  telemetry::Counter& keys_reused_total;
  telemetry::Counter& commits_in_doubt_total;
  telemetry::Counter& repriced_total;
  telemetry::Counter& payments_started_total;
  telemetry::Gauge& feed_readers;
  telemetry::Counter& first_sights_made_total;
  telemetry::Counter& first_sights_reused_total;
  telemetry::Gauge& first_sights_kept;
  telemetry::Counter& kitchen_queues_read_total;
  telemetry::Counter& kitchen_queues_shared_total;
  telemetry::Gauge& kitchen_queues_kept;
};

}  // namespace lunchrush::ingest
