#include "services/web/connection.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "services/telemetry/log.h"
#include "services/web/problem.h"
#include "services/web/request_head.h"

namespace lunchrush::web {
namespace {

using domain::ErrorCode;
using State = RequestReader::State;

constexpr std::size_t kept_answer_bytes_max = 16384;  // a larger answer's memory is given back

// Known methods only: a label must not be the client's to choose.
std::string_view method_label(http::verb method) {
  if (method == http::verb::unknown) return "other";
  const auto name = http::to_string(method);
  return {name.data(), name.size()};
}

// A handler at work, as admission sees it; also when it is cut off.
class Running {
 public:
  Running(Hub& hub, const Route& route, Share share)
      : hub_(hub), route_(route), share_(share), began_at_(Clock::now()) {
    hub_.admission.begin(route_, share_);
  }
  Running(const Running&) = delete;
  ~Running() {
    const auto now = Clock::now();
    hub_.admission.end(route_, share_, began_at_, now, hub_.lag->at(now));
  }

 private:
  Hub& hub_;
  const Route& route_;
  Share share_;
  Clock::time_point began_at_;
};

}  // namespace

Connection::Connection(std::shared_ptr<Hub> hub, Accepted accepted)
    : hub_(std::move(hub)),
      place_(std::move(accepted.place)),
      peer_(std::move(accepted.peer)),
      peer_is_proxy_(hub_->options.trusted_proxies.contains(peer_)),
      transport_(std::move(accepted.socket), peer_.to_string(),
                 hub_->options.tls == nullptr ? nullptr : &hub_->options.tls->server()),
      reader_(hub_->options.limits) {
  hub_->list.push_back(*this);
  hub_->metrics.connections.Set(static_cast<double>(++hub_->connections));
}

Connection::~Connection() {
  hub_->metrics.connections.Set(static_cast<double>(--hub_->connections));
  unlink();
  if (const auto call = hub_->on_closed) call();  // a copy: it may be taken away meanwhile
}

asio::awaitable<void> Connection::run() {
  auto next = Next::request;
  if (transport_.tls() != nullptr) next = co_await begin_tls();
  while (next == Next::request) next = co_await exchange();
  if (next == Next::linger) co_await transport_.linger();
  if (next == Next::abort) transport_.abort();
  transport_.close();  // a stream's watcher may still hold this connection
}

void Connection::expire_if_due(Clock::time_point now) {
  if (transport_.expire_if_due(now)) hub_->metrics.deadline_closed_total.Increment();
}

void Connection::begin_drain() {
  if (stream_) return stream_->drain_began();
  // A request that is already here is served all the same: its sender could not know.
  if (phase_ == Phase::idle && !transport_.input_waits()) transport_.interrupt();
}

asio::awaitable<Connection::Next> Connection::exchange() {
  const auto head = co_await read_head();
  if (head != State::ready) co_return co_await without_request(head);
  const auto target = reader_.header().target();
  auto match = hub_->router.find(reader_.header().method(), path_of({target.data(), target.size()}));
  const auto share = share_of(match.route);
  if (match.route)
    if (const auto busy = too_busy_for(*match.route, share))
      co_return co_await turn_away(*match.route, *busy, reader_.body());
  bool bad_query = false;
  auto request = make_request(
      reader_.header(), {received_, hub_->options.limits.request_deadline, client_address()}, bad_query);
  const bool served = match.route && !bad_query;
  // Nobody will look at the body of a request that has no handler: it is answered before the rest has come.
  auto body = reader_.body();
  if (body == State::more && served) body = co_await read_body();
  if (body == State::refused || (body == State::more && served)) co_return co_await without_request(body);
  if (served)
    if (const auto late = too_late_for(*match.route, share, request))
      co_return co_await turn_away(*match.route, *late, body);

  phase_ = Phase::handling;
  transport_.clear_deadline();
  request.body = reader_.body_bytes();
  request.parameters = std::move(match.parameters);
  request.route = match.route ? std::string_view(match.route->name) : "unmatched";
  Reply reply;
  if (served) {
    reply = co_await handle(*match.route, share, request);
    if (reply.status < 500) hub_->admission.served(*match.route);
  }
  if (!served) reply = unrouted(match, request);
  hub_->limits.count(reply.limit);
  const Asked asked{request.method, request.request_id, body == State::ready};
  count(request.route, request.method, reply.status);
  const bool sent = co_await send(reply, asked);
  if (hub_->options.after) hub_->options.after(request, reply);  // the client need not wait for our log
  if (!sent) co_return Next::abort;
  co_return co_await conclude(reply, asked);
}

asio::awaitable<State> Connection::read_head() {
  phase_ = Phase::idle;
  transport_.set_deadline(hub_->options.limits.idle_deadline);
  if (!reader_.untouched()) begin_head();
  while (true) {
    const auto state = reader_.head();
    if (state != State::more) co_return state;
    const auto count = co_await transport_.read_some(reader_.space());
    if (count == 0) co_return State::more;
    read_at_ = Clock::now();
    reader_.received(count);
    if (phase_ == Phase::idle) begin_head();
  }
}

// A pipelined request came with the last bytes that were read, however long ago.
void Connection::begin_head() {
  phase_ = Phase::head;
  received_ = read_at_;
  transport_.set_deadline(hub_->options.limits.header_deadline);
}

asio::awaitable<State> Connection::read_body() {
  phase_ = Phase::body;
  transport_.set_deadline(hub_->options.limits.body_deadline);
  if (reader_.expects_continue()) {
    const bool told = co_await transport_.write("HTTP/1.1 100 Continue\r\n\r\n");
    if (!told) co_return State::more;
  }
  while (true) {
    const auto count = co_await transport_.read_some(reader_.space());
    if (count == 0) co_return State::more;
    read_at_ = Clock::now();
    reader_.received(count);
    const auto state = reader_.body();
    if (state != State::more) co_return state;
  }
}

asio::awaitable<Reply> Connection::handle(const Route& route, Share share, Request& request) {
  const Running running(*hub_, route, share);
  std::string failure;
  try {
    co_return co_await route.handler(request);
  } catch (const std::exception& fault) {
    failure = fault.what();
  }
  telemetry::log(telemetry::Level::error, "handler failed",
                 {{"route", request.route},
                  {"request_id", std::string_view(request.request_id)},
                  {"trace_id", std::string_view(request.trace_id)},
                  {"error", std::string_view(failure)}});
  co_return problem({ErrorCode::internal, failure}, request);
}

// False: nothing, or not all of it, was sent.
asio::awaitable<bool> Connection::send(const Reply& reply, const Asked& asked) {
  if (reply.ending == Ending::abort) co_return false;
  goes_on_ = asked.body_read && reply.ending == Ending::keep && !reply.stream && !hub_->draining &&
             reader_.keep_alive();
  const auto http_1_0 = reader_.header().version() == 10;
  auto head = response_head(asked.request_id);
  if (!goes_on_) head.persistence = Persistence::close;
  if (goes_on_ && http_1_0) head.persistence = Persistence::keep_alive;
  head.without_body = asked.method == http::verb::head;
  out_.clear();
  append_response(out_, reply, head);
  phase_ = Phase::answering;
  transport_.set_deadline(hub_->options.limits.write_deadline);
  const auto at_once = transport_.write_at_once(out_);
  bool written = at_once == out_.size();
  if (!written) written = co_await transport_.write(std::string_view(out_).substr(at_once));
  if (out_.capacity() > kept_answer_bytes_max) out_ = {};
  if (!written && transport_.expired()) hub_->limits.count(Limit::write_deadline);
  co_return written;
}

asio::awaitable<Connection::Next> Connection::conclude(const Reply& reply, const Asked& asked) {
  if (reply.stream && asked.method != http::verb::head) co_return co_await run_stream(reply);
  reader_.next();
  if (goes_on_) co_return Next::request;
  // Closing on top of bytes nobody read would reset the connection and take the answer with it.
  co_return asked.body_read&& reader_.untouched() ? Next::close : Next::linger;
}

asio::awaitable<Connection::Next> Connection::run_stream(const Reply& reply) {
  LiveStream stream(transport_, hub_->options.limits.write_deadline, hub_->draining);
  transport_.clear_deadline();
  transport_.bound_send_buffer();
  stream_ = &stream;
  hub_->metrics.streams.Increment();
  asio::co_spawn(transport_.executor(), watch_peer(shared_from_this()), asio::detached);
  std::string failure;
  try {
    co_await reply.stream(stream);
  } catch (const std::exception& fault) {
    failure = fault.what();
  }
  if (!failure.empty())
    telemetry::log(telemetry::Level::error, "stream failed", {{"error", std::string_view(failure)}});
  hub_->metrics.streams.Decrement();
  stream_ = nullptr;
  co_return transport_.expired() ? Next::abort : Next::close;
}

// A stream's peer has nothing to say; what it sends is thrown away until its end is seen.
asio::awaitable<void> Connection::watch_peer(std::shared_ptr<Connection> self) {
  std::array<char, 256> discarded;
  while (self->stream_) {
    const auto count = co_await transport_.read_some(asio::buffer(discarded));
    if (count != 0) continue;
    if (self->stream_) self->stream_->peer_left();
    co_return;
  }
}

void Connection::count(std::string_view route, http::verb method, unsigned status) const {
  const std::chrono::duration<double> taken = Clock::now() - received_;
  hub_->metrics.observe(route, method_label(method), status, taken.count());
}

}  // namespace lunchrush::web
