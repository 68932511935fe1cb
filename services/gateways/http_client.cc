#include "services/gateways/http_client.h"

#include <boost/asio.hpp>
#include <boost/beast.hpp>

namespace lunchrush::gateways {

namespace {

using Clock = std::chrono::steady_clock;

// A place in the lane, given back however the call ends.
class Place {
 public:
  explicit Place(std::shared_ptr<Lane> lane) : lane_(std::move(lane)) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { lane_->leave(answered, Clock::now()); }
  bool answered = false;

 private:
  std::shared_ptr<Lane> lane_;
};

struct Attempt {
  std::unique_ptr<Connection> connection;
  bool reused = false;
};

Attempt connection_for(Lane& lane, const asio::any_io_executor& executor, asio::ssl::context& tls,
                       ConnectionLimits limits) {
  if (auto idle = lane.take_idle(Clock::now())) return {std::move(idle), true};
  return {std::make_unique<Connection>(asio::make_strand(executor), tls, limits), false};
}

asio::awaitable<HttpOutcome> open_and_exchange(Connection& connection, Origin origin, std::string wire,
                                               bool reused, Deadline deadline) {
  if (!reused) {
    auto refusal = co_await connection.open(std::move(origin), deadline);
    if (!refusal.empty()) co_return HttpFailure{.sent = false, .reason = std::move(refusal)};
  }
  auto outcome = co_await connection.exchange(std::move(wire), deadline);
  co_return outcome;
}

// On the connection's strand, wherever the caller runs.
// Anything thrown past here is memory, and then nobody knows.
asio::awaitable<HttpOutcome> attempt_on_strand(Attempt& attempt, Origin origin, std::string wire,
                                               Deadline deadline) {
  auto& connection = *attempt.connection;
  try {
    auto work = open_and_exchange(connection, std::move(origin), std::move(wire), attempt.reused, deadline);
    auto outcome = co_await asio::co_spawn(connection.strand(), std::move(work), asio::use_awaitable);
    co_return outcome;
  } catch (const std::exception& error) {
    co_return HttpFailure{.sent = true, .reason = error.what()};
  }
}

bool nothing_sent(const HttpOutcome& outcome) {
  const auto* const failure = std::get_if<HttpFailure>(&outcome);
  return failure != nullptr && !failure->sent;
}

}  // namespace

HttpClient::HttpClient(asio::any_io_executor executor, GatewayMetrics& metrics, HttpLimits limits)
    : executor_(std::move(executor)),
      metrics_(metrics),
      limits_(limits),
      tls_(asio::ssl::context::tls_client) {
  tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
}

// The system's bundle of authorities costs tens of
// milliseconds and megabytes: only who speaks TLS pays for it.
void HttpClient::load_authorities() {
  std::call_once(authorities_loaded_, [this] {
    boost::system::error_code ignored;  // without any, every handshake is refused, which says it well enough
    tls_.set_default_verify_paths(ignored);
  });
}

domain::Result<void> HttpClient::trust(std::string_view authority_pem) {
  boost::system::error_code error;
  tls_.add_certificate_authority(asio::buffer(authority_pem), error);
  if (error)
    return domain::Error{.code = domain::ErrorCode::invalid_request, .detail = "not a PEM certificate"};
  return {};
}

std::shared_ptr<Lane> HttpClient::lane_of(const HttpRequest& request) {
  const auto key = request.gateway + (request.origin.tls ? " https " : " http ") + request.origin.authority;
  const std::scoped_lock lock(mutex_);
  auto& lane = lanes_[key];
  if (!lane) lane = std::make_shared<Lane>(limits_.lane);
  return lane;
}

asio::awaitable<HttpOutcome> HttpClient::send(HttpRequest request, Deadline deadline) {
  const auto wire = to_wire(request);
  if (!wire) co_return HttpFailure{.sent = false, .reason = wire.error().detail};
  if (request.origin.tls) load_authorities();
  const auto lane = lane_of(request);
  if (const auto refusal = lane->enter(Clock::now()); !refusal.empty())
    co_return HttpFailure{.sent = false, .reason = std::string(refusal)};
  HttpOutcome outcome;
  {
    Place place(lane);
    auto attempt = connection_for(*lane, executor_, tls_, limits_.connection);
    outcome = co_await attempt_on_strand(attempt, request.origin, *wire, deadline);
    // The peer closed an idle connection while we reached for it,
    // and took no byte: the one case that may be repeated.
    if (attempt.reused && nothing_sent(outcome) && Clock::now() < deadline) {
      attempt = {std::make_unique<Connection>(asio::make_strand(executor_), tls_, limits_.connection), false};
      outcome = co_await attempt_on_strand(attempt, request.origin, *wire, deadline);
    }
    place.answered = std::holds_alternative<HttpResponse>(outcome);
    lane->give_back(std::move(attempt.connection), Clock::now());
  }
  metrics_.breaker(request.gateway, lane->breaker_open());
  co_return outcome;
}

}  // namespace lunchrush::gateways
