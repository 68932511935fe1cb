// The HTTP/1.1 server: accept, framing guard, deadlines, keep-alive and pipelining in order, one coroutine
// per connection, graceful drain. Everything runs on the io_context given.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "services/telemetry/web_metrics.h"
#include "services/web/address_set.h"
#include "services/web/admission.h"
#include "services/web/router.h"
#include "services/web/tls_identity.h"

namespace lunchrush::web {

struct ServerLimits {
  std::size_t header_bytes_max = 8 * 1024;  // 431 beyond
  std::size_t headers_max = 64;             // 431 beyond
  std::size_t target_bytes_max = 2048;      // 414 beyond
  std::size_t body_bytes_max = 64 * 1024;   // 413 beyond, before it is read where Content-Length says so
  std::size_t connections_max = 20'000;
  std::size_t connections_per_address_max = 20'000;  // closed at once beyond; of IPv6 a /64 is one address
  std::chrono::milliseconds header_deadline{5'000};  // absolute, from the first byte
  std::chrono::milliseconds body_deadline{10'000};   // absolute
  std::chrono::milliseconds write_deadline{10'000};
  std::chrono::milliseconds idle_deadline{75'000};  // between requests of one connection
  std::chrono::milliseconds request_deadline{
      8'000};                 // Request::deadline when the client names none; also its cap
  AdmissionLimits admission;  // 503 beyond, before the request is looked into
};

struct ServerOptions {
  std::string address = "0.0.0.0";
  std::uint16_t port = 8080;  // 0: any free one; see port()
  std::string name = "api";   // log and metric label
  ServerLimits limits;
  // Called once the reply was sent, for the access log; optional.
  std::function<void(const Request&, const Reply&)> after;
  // Whose request it is, from the value of its Authorization header, before anything is checked: what a
  // forged one gains is that it is looked at. Optional: then nobody's.
  std::function<Share(std::string_view authorization)> share_of;
  // Peers whose X-Forwarded-For is believed. They may hold any number of connections.
  AddressSet trusted_proxies{};
  AddressSet uncounted = AddressSet::loopback();  // as may these
  TlsIdentity* tls = nullptr;  // HTTPS when given; outlives the server, which looks after its renewal
};

// `router` and `metrics` outlive the io_context: what a connection still holds is released with it.
class Server {
 public:
  // Binds at once; throws std::system_error naming address and port when it cannot.
  Server(asio::io_context& context, ServerOptions options, const Router& router,
         telemetry::WebMetrics& metrics);
  ~Server();

  void start();  // begins to accept
  std::uint16_t port() const;
  // Stops accepting, lets running requests finish, ends streams after `event: reconnect`, closes idle
  // connections; `done` is called on the context once nothing is left or the grace has passed.
  void drain(std::chrono::milliseconds grace, std::function<void()> done);
  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // outlives the Server while connections finish
};

}  // namespace lunchrush::web
