#include "services/telemetry/metrics.h"

#include <catch2/catch.hpp>

#include "services/telemetry/web_metrics.h"

using namespace lunchrush::telemetry;

TEST_CASE("the same name and labels are the same series") {
  Registry registry;
  counter(registry, "orders_total", "Orders.", {{"channel", "pos"}}).Increment();
  counter(registry, "orders_total", "Orders.", {{"channel", "pos"}}).Increment();
  counter(registry, "orders_total", "Orders.", {{"channel", "kiosk"}}).Increment();
  const auto text = to_text(registry);
  CHECK(text.find("lunchrush_orders_total{channel=\"pos\"} 2") != std::string::npos);
  CHECK(text.find("lunchrush_orders_total{channel=\"kiosk\"} 1") != std::string::npos);
  CHECK(text.find("# TYPE lunchrush_orders_total counter") != std::string::npos);
}

TEST_CASE("requests are counted by server, route, method and code") {
  Registry registry;
  WebMetrics metrics(registry, "api");
  metrics.observe("create_order", "POST", 201, 0.003);
  metrics.observe("create_order", "POST", 201, 0.5);
  metrics.observe("create_order", "POST", 503, 0.1);
  metrics.connections.Set(3);
  const auto text = to_text(registry);
  const auto has = [&](const std::string& line) { return text.find(line) != std::string::npos; };
  CHECK(has(
      R"(lunchrush_http_request_duration_seconds_count{code="201",method="POST",route="create_order",server="api"} 2)"));
  CHECK(has(
      R"(lunchrush_http_request_duration_seconds_bucket{code="201",method="POST",route="create_order",server="api",le="0.005"} 1)"));
  CHECK(has(
      R"(lunchrush_http_request_duration_seconds_count{code="503",method="POST",route="create_order",server="api"} 1)"));
  CHECK(has(R"(lunchrush_http_connections{server="api"} 3)"));
}
