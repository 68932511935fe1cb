// Whom a connection is with: the handshake, the client's address, and what is said to it in every head.
#include "services/web/connection.h"
#include "services/web/forwarded.h"

namespace lunchrush::web {

// Failures are counted, not logged: anybody can make as many as he likes.
asio::awaitable<Connection::Next> Connection::begin_tls() {
  transport_.set_deadline(hub_->options.limits.header_deadline);
  const bool done = co_await transport_.handshake();
  auto& counts = *hub_->tls_metrics;
  if (done) {
    (transport_.tls()->resumed() ? counts.handshakes_resumed_total : counts.handshakes_full_total)
        .Increment();
    co_return Next::request;
  }
  counts.handshakes_failed_total.Increment();
  if (!transport_.tls()->peer_spoke_http()) co_return Next::close;
  transport_.give_up_tls();
  const domain::Error forgotten{domain::ErrorCode::invalid_request, "this port speaks HTTPS"};
  co_return co_await refuse(forgotten);
}

// As text that lives until the next request.
std::string_view Connection::client_address() {
  if (!peer_is_proxy_) return transport_.remote_address();
  forwarded_for_ = client_behind(hub_->options.trusted_proxies, peer_, reader_.header()).to_string();
  return forwarded_for_;
}

ResponseHead Connection::response_head(std::string_view request_id) const {
  return {.date = hub_->date.now(), .request_id = request_id, .encrypted = transport_.tls() != nullptr};
}

}  // namespace lunchrush::web
