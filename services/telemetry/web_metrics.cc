#include "services/telemetry/web_metrics.h"

#include <string>

namespace lunchrush::telemetry {

TlsMetrics::TlsMetrics(Registry& registry, const std::string& server)
    : handshakes_full_total(counter(registry, "tls_handshakes_total", "Handshakes that succeeded.",
                                    {{"server", server}, {"kind", "full"}})),
      handshakes_resumed_total(counter(registry, "tls_handshakes_total", "Handshakes that succeeded.",
                                       {{"server", server}, {"kind", "resumed"}})),
      handshakes_failed_total(counter(registry, "tls_handshakes_failed_total",
                                      "Connections that ended before they were encrypted.",
                                      {{"server", server}})),
      certificate_expires_seconds(gauge(registry, "tls_certificate_expires_seconds",
                                        "When the certificate that is shown expires, in Unix time.",
                                        {{"server", server}})) {}

WebMetrics::WebMetrics(Registry& registry, std::string_view server)
    : requests_running(gauge(registry, "http_requests_running", "Requests that the adaptive limit counts.",
                             {{"server", std::string(server)}})),
      requests_running_max(gauge(registry, "http_requests_running_max",
                                 "The adaptive limit of running requests.",
                                 {{"server", std::string(server)}})),
      shares_running(gauge(registry, "http_shares_running", "Stores that have requests running.",
                           {{"server", std::string(server)}})),
      admitted_below_part_total(counter(
          registry, "http_requests_admitted_below_part_total",
          "Requests that began although their kind's share was full: their store held less than its part.",
          {{"server", std::string(server)}})),
      requests_outside(gauge(registry, "http_requests_outside", "Requests that wait for a gateway.",
                             {{"server", std::string(server)}})),
      loop_lag_seconds(gauge(registry, "http_loop_lag_seconds", "How late the event loop comes to a request.",
                             {{"server", std::string(server)}})),
      connections(
          gauge(registry, "http_connections", "Open connections.", {{"server", std::string(server)}})),
      streams(gauge(registry, "http_streams", "Open event streams.", {{"server", std::string(server)}})),
      connections_refused_total(counter(registry, "http_connections_refused_total",
                                        "Connections closed at once, over the limit.",
                                        {{"server", std::string(server)}})),
      connections_refused_by_address_total(counter(registry, "http_connections_refused_by_address_total",
                                                   "Connections closed at once: their address has its limit.",
                                                   {{"server", std::string(server)}})),
      framing_refused_total(counter(registry, "http_framing_refused_total",
                                    "Requests refused because their framing was in doubt.",
                                    {{"server", std::string(server)}})),
      abandoned_total(counter(registry, "http_requests_abandoned_total",
                              "Requests whose peer left before their body had come.",
                              {{"server", std::string(server)}})),
      deadline_closed_total(counter(registry, "http_deadline_closed_total",
                                    "Connections closed by a header, body, write or idle deadline.",
                                    {{"server", std::string(server)}})),
      registry_(registry),
      server_(server) {}

TlsMetrics& WebMetrics::tls() {
  if (!tls_) tls_ = std::make_unique<TlsMetrics>(registry_, server_);
  return *tls_;
}

void WebMetrics::observe(std::string_view route, std::string_view method, unsigned status, double seconds) {
  const auto code = std::to_string(status);
  key_.assign(route).append(" ").append(method).append(" ").append(code);
  auto found = durations_.find(key_);
  if (found == durations_.end()) {
    auto& made =
        histogram(registry_, "http_request_duration_seconds", "From first byte to reply.", latency_bounds(),
                  {{"server", server_},
                   {"route", std::string(route)},
                   {"method", std::string(method)},
                   {"code", code}});
    found = durations_.emplace(key_, &made).first;
  }
  found->second->Observe(seconds);
}

Counter& WebMetrics::refused_total(std::string_view priority, std::string_view reason) {
  return counter(registry_, "http_requests_refused_total", "Requests refused before they began.",
                 {{"server", server_}, {"priority", std::string(priority)}, {"reason", std::string(reason)}});
}

Gauge& WebMetrics::return_seconds(std::string_view priority) {
  return gauge(registry_, "http_return_seconds",
               "Within what those are told to come again who are refused now.",
               {{"server", server_}, {"priority", std::string(priority)}});
}

Counter& WebMetrics::limits_hit_total(std::string_view limit) {
  return counter(registry_, "http_limits_hit_total", "Requests that ran into a limit, by its name.",
                 {{"server", server_}, {"limit", std::string(limit)}});
}

}  // namespace lunchrush::telemetry
