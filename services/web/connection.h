// One connection: requests one after the other, answered in order, each step under an absolute deadline.
#pragma once

#include <boost/intrusive/list.hpp>
#include <memory>
#include <string>

#include "services/web/address_tally.h"
#include "services/web/busy_reply.h"
#include "services/web/limits_hit.h"
#include "services/web/live_stream.h"
#include "services/web/loop_lag.h"
#include "services/web/request_reader.h"
#include "services/web/response.h"
#include "services/web/server.h"
#include "services/web/transport.h"

namespace lunchrush::web {

class Connection;
using ConnectionHook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

// What the connections of one server share.
struct Hub {
  Hub(asio::io_context& context, ServerOptions given, const Router& routes, telemetry::WebMetrics& counts)
      : options(std::move(given)),
        router(routes),
        metrics(counts),
        limits(counts),
        admission(options.name, options.limits.admission, router, metrics),
        lag(std::make_shared<LoopLag>(context)),
        tally(options.limits.connections_per_address_max, options.uncounted) {
    tally.leave_uncounted(options.trusted_proxies);
    if (options.tls != nullptr) tls_metrics = &metrics.tls();
  }

  ServerOptions options;
  const Router& router;
  telemetry::WebMetrics& metrics;
  LimitsHit limits;
  Admission admission;
  BusyReply busy;
  std::shared_ptr<LoopLag> lag;
  AddressTally tally;
  telemetry::TlsMetrics* tls_metrics = nullptr;  // set when the server speaks TLS
  bool draining = false;
  HttpDate date;
  std::size_t connections = 0;
  std::function<void()> on_closed;  // after each connection's end
  boost::intrusive::list<Connection, boost::intrusive::base_hook<ConnectionHook>,
                         boost::intrusive::constant_time_size<false>>
      list;
};

// What was accepted: from whom, and its place among the connections of that address.
struct Accepted {
  tcp::socket socket;
  asio::ip::address peer;
  AddressTally::Place place;
};

// Shared by its own coroutine and by the one that notices a stream's peer leaving.
class Connection : public std::enable_shared_from_this<Connection>, public ConnectionHook {
 public:
  Connection(std::shared_ptr<Hub> hub, Accepted accepted);
  ~Connection();
  Connection(const Connection&) = delete;

  asio::awaitable<void> run();

  void expire_if_due(Clock::time_point now);
  void begin_drain();  // ends when idle; a stream is told; a request goes on
  void abort() { transport_.abort(); }

 private:
  enum class Phase { idle, head, body, handling, answering };
  // What becomes of the connection after an exchange.
  enum class Next { request, linger, close, abort };

  asio::awaitable<Next> begin_tls();
  asio::awaitable<Next> exchange();
  asio::awaitable<RequestReader::State> read_head();
  asio::awaitable<RequestReader::State> read_body();
  asio::awaitable<Reply> handle(const Route& route, Share share, Request& request);
  // Whom the answer is for, and whether the next request can be found behind this one.
  struct Asked {
    http::verb method;
    std::string_view request_id;
    bool body_read;
  };
  asio::awaitable<bool> send(const Reply& reply, const Asked& asked);
  asio::awaitable<Next> conclude(const Reply& reply, const Asked& asked);  // after it was sent
  asio::awaitable<Next> run_stream(const Reply& reply);
  asio::awaitable<void> watch_peer(std::shared_ptr<Connection> self);

  // What has no handler to answer it: connection_refusals.cc.
  asio::awaitable<Next> without_request(RequestReader::State state);
  asio::awaitable<Next> refuse(const domain::Error& error);
  Share share_of(const Route* route) const;
  std::optional<Admission::Reason> too_busy_for(const Route& route, Share share) const;
  std::optional<Admission::Reason> too_late_for(const Route& route, Share share,
                                                const Request& request) const;
  asio::awaitable<Next> turn_away(const Route& route, Admission::Reason reason, RequestReader::State body);
  Language language() const;
  Reply unrouted(const Router::Match& match, const Request& request) const;

  std::string_view client_address();
  ResponseHead response_head(std::string_view request_id) const;
  void begin_head();
  void count(std::string_view route, http::verb method, unsigned status) const;

  std::shared_ptr<Hub> hub_;  // outlives the Server while connections finish
  AddressTally::Place place_;
  asio::ip::address peer_;
  bool peer_is_proxy_;
  Transport transport_;
  RequestReader reader_;
  std::string out_;
  std::string forwarded_for_;  // the last request's client, when a proxy speaks for it
  bool goes_on_ = false;       // after the answer that was sent last
  Phase phase_ = Phase::idle;
  Clock::time_point read_at_{};   // when bytes came last
  Clock::time_point received_{};  // the request's first byte, as near as can be told
  LiveStream* stream_ = nullptr;  // while one runs
};

}  // namespace lunchrush::web
