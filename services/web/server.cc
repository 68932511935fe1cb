#include "services/web/server.h"

#include <netinet/tcp.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <system_error>

#include "services/telemetry/log.h"
#include "services/web/connection.h"
#include "services/web/problem.h"
#include "services/web/request_head.h"

namespace lunchrush::web {
namespace {

constexpr std::chrono::milliseconds accept_pause{50};  // when no descriptor is left: others must close first
constexpr std::chrono::milliseconds watch_interval_min{5};
constexpr std::chrono::milliseconds watch_interval_max{250};
constexpr std::chrono::seconds renewal_interval{1};      // a new certificate is shown after two
constexpr std::chrono::seconds complaint_interval{10};   // of a fault that repeats by itself
constexpr int unacknowledged_milliseconds_max = 30'000;  // a peer that vanished is given up, also in a stream
constexpr int keepalive_idle_seconds = 30;
constexpr int keepalive_interval_seconds = 10;

template <int Level, int Name>
using IntegerOption = asio::detail::socket_option::integer<Level, Name>;

// Deadlines are met to within a quarter of the shortest.
std::chrono::milliseconds watch_interval(const ServerLimits& limits) {
  const auto shortest =
      std::min({limits.header_deadline, limits.body_deadline, limits.write_deadline, limits.idle_deadline});
  return std::clamp(shortest / 4, watch_interval_min, watch_interval_max);
}

// Accepted sockets inherit these from the listening one.
tcp::acceptor listen(asio::io_context& context, const ServerOptions& options) {
  try {
    tcp::acceptor acceptor(context, {asio::ip::make_address(options.address), options.port}, true);
    acceptor.set_option(tcp::no_delay(true));
    acceptor.set_option(asio::socket_base::keep_alive(true));
    acceptor.set_option(IntegerOption<IPPROTO_TCP, TCP_KEEPIDLE>(keepalive_idle_seconds));
    acceptor.set_option(IntegerOption<IPPROTO_TCP, TCP_KEEPINTVL>(keepalive_interval_seconds));
    acceptor.set_option(IntegerOption<IPPROTO_TCP, TCP_USER_TIMEOUT>(unacknowledged_milliseconds_max));
    return acceptor;
  } catch (const boost::system::system_error& fault) {
    const auto where = options.address + ":" + std::to_string(options.port);
    throw std::system_error(fault.code(), "cannot listen on " + where);
  }
}

asio::awaitable<void> serve(std::shared_ptr<Connection> connection) { co_await connection->run(); }

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, ServerOptions options, const Router& router, telemetry::WebMetrics& metrics)
      : context(io),
        hub(std::make_shared<Hub>(io, std::move(options), router, metrics)),
        acceptor(listen(io, hub->options)),
        watchdog(io),
        grace(io),
        accept_timer(io),
        renewal_timer(io) {
    hub->options.port = acceptor.local_endpoint().port();
  }

  asio::awaitable<void> accept(std::shared_ptr<State> kept);
  asio::awaitable<void> watch(std::shared_ptr<State> kept);
  asio::awaitable<void> renew(std::shared_ptr<State> kept);
  void take(tcp::socket socket, const asio::ip::address& peer);
  void refuse(tcp::socket socket);
  void complain(const boost::system::error_code& ec);
  void drain(std::chrono::milliseconds allowed, std::function<void()> done);
  void finish();
  void stop();

  asio::io_context& context;
  std::shared_ptr<Hub> hub;
  tcp::acceptor acceptor;
  asio::steady_timer watchdog;
  asio::steady_timer grace;
  asio::steady_timer accept_timer;
  asio::steady_timer renewal_timer;
  Clock::time_point next_complaint{};
  bool stopped = false;
  std::function<void()> when_drained;
};

Server::Server(asio::io_context& context, ServerOptions options, const Router& router,
               telemetry::WebMetrics& metrics)
    : state_(std::make_shared<State>(context, std::move(options), router, metrics)) {}

Server::~Server() { state_->stop(); }

void Server::start() {
  asio::co_spawn(state_->context, state_->accept(state_), asio::detached);
  asio::co_spawn(state_->context, state_->watch(state_), asio::detached);
  if (state_->hub->options.tls != nullptr)
    asio::co_spawn(state_->context, state_->renew(state_), asio::detached);
}

std::uint16_t Server::port() const { return state_->hub->options.port; }
std::size_t Server::connections() const { return state_->hub->connections; }

void Server::drain(std::chrono::milliseconds grace, std::function<void()> done) {
  state_->drain(grace, std::move(done));
}

asio::awaitable<void> Server::State::accept([[maybe_unused]] std::shared_ptr<State> kept) {
  while (!stopped && !hub->draining) {
    tcp::endpoint peer;
    auto [ec, socket] = co_await acceptor.async_accept(peer, as_result);
    if (!ec) {
      take(std::move(socket), unmapped(peer.address()));
      continue;
    }
    if (ec == asio::error::operation_aborted || ec == asio::error::bad_descriptor) co_return;
    complain(ec);
    accept_timer.expires_after(accept_pause);
    co_await accept_timer.async_wait(as_result);
  }
}

void Server::State::take(tcp::socket socket, const asio::ip::address& peer) {
  auto place = hub->tally.enter(peer);
  if (!place) return hub->metrics.connections_refused_by_address_total.Increment();
  if (hub->connections >= hub->options.limits.connections_max) return refuse(std::move(socket));
  auto connection = std::make_shared<Connection>(hub, Accepted{std::move(socket), peer, std::move(*place)});
  asio::co_spawn(context, serve(std::move(connection)), asio::detached);
}

// Said in one try, without waiting for a request: who is refused here must cost nothing.
void Server::State::refuse(tcp::socket socket) {
  hub->metrics.connections_refused_total.Increment();
  if (hub->options.tls != nullptr) return;  // a word would cost a handshake
  const auto request_id = new_request_id();
  std::string out;
  append_response(out, problem({domain::ErrorCode::overloaded, ""}, Language::zh, request_id),
                  {hub->date.now(), request_id, Persistence::close});
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(out), ignored);
}

void Server::State::complain(const boost::system::error_code& ec) {
  if (Clock::now() < next_complaint) return;
  next_complaint = Clock::now() + complaint_interval;
  const auto reason = ec.message();
  telemetry::log(telemetry::Level::error, "cannot accept connections",
                 {{"server", std::string_view(hub->options.name)}, {"error", std::string_view(reason)}});
}

asio::awaitable<void> Server::State::watch([[maybe_unused]] std::shared_ptr<State> kept) {
  const auto interval = watch_interval(hub->options.limits);
  while (!stopped) {
    watchdog.expires_after(interval);
    co_await watchdog.async_wait(as_result);
    const auto now = Clock::now();
    for (auto& connection : hub->list) connection.expire_if_due(now);
    hub->lag->probe(now);
    hub->admission.tick(now, hub->lag->at(now));
  }
}

// Of the certificate, when its files change.
asio::awaitable<void> Server::State::renew([[maybe_unused]] std::shared_ptr<State> kept) {
  auto& identity = *hub->options.tls;
  const auto told = [&] {
    const auto expires = identity.expires_at().time_since_epoch();
    hub->tls_metrics->certificate_expires_seconds.Set(static_cast<double>(expires.count()));
  };
  told();
  while (!stopped) {
    renewal_timer.expires_after(renewal_interval);
    co_await renewal_timer.async_wait(as_result);
    if (stopped || !identity.look(Clock::now())) continue;
    told();
    telemetry::log(telemetry::Level::info, "new certificate taken",
                   {{"server", std::string_view(hub->options.name)}});
  }
}

void Server::State::drain(std::chrono::milliseconds allowed, std::function<void()> done) {
  when_drained = std::move(done);
  hub->draining = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  accept_timer.cancel();
  hub->on_closed = [weak = weak_from_this()] {
    if (const auto state = weak.lock(); state && state->hub->connections == 0) state->finish();
  };
  for (auto& connection : hub->list) connection.begin_drain();
  if (hub->connections == 0) return finish();
  grace.expires_after(allowed);
  grace.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
    if (ec) return;
    for (auto& connection : self->hub->list) connection.abort();
    self->finish();
  });
}

void Server::State::finish() {
  stop();
  if (auto call = std::exchange(when_drained, nullptr)) asio::post(context, std::move(call));
}

void Server::State::stop() {
  if (std::exchange(stopped, true)) return;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  accept_timer.cancel();
  watchdog.cancel();
  renewal_timer.cancel();
  grace.cancel();
  hub->on_closed = nullptr;
  for (auto& connection : hub->list) connection.abort();
}

}  // namespace lunchrush::web
