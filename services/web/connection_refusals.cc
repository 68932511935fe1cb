// What a connection answers when there is no handler to do it: bad framing, unknown paths, and, as cheaply as
// can be, requests there is no room for.
#include <algorithm>
#include <utility>

#include "services/web/connection.h"
#include "services/web/negotiation.h"
#include "services/web/problem.h"
#include "services/web/request_head.h"
#include "services/web/url.h"

namespace lunchrush::web {

using domain::ErrorCode;
using State = RequestReader::State;

// `more`: the peer stopped in the middle, or never began.
asio::awaitable<Connection::Next> Connection::without_request(State state) {
  if (state == State::refused) {
    hub_->limits.count(reader_.limit());
    if (reader_.in_doubt()) hub_->metrics.framing_refused_total.Increment();
    co_return co_await refuse(reader_.refusal());
  }
  if (!transport_.expired() && phase_ == Phase::body) hub_->metrics.abandoned_total.Increment();
  if (!transport_.expired() || phase_ == Phase::idle) co_return Next::close;
  hub_->limits.count(phase_ == Phase::body ? Limit::body_deadline : Limit::header_deadline);
  const domain::Error late{ErrorCode::request_timeout, ""};
  co_return co_await refuse(late);
}

asio::awaitable<Connection::Next> Connection::refuse(const domain::Error& error) {
  phase_ = Phase::answering;
  const auto request_id = new_request_id();
  const auto reply = problem(error, language(), request_id);
  count("refused", http::verb::unknown, reply.status);
  out_.clear();
  auto head = response_head(request_id);
  head.persistence = Persistence::close;
  // A body behind the answer to HEAD would be taken for the beginning of the next answer.
  head.without_body = reader_.has_header() && reader_.header().method() == http::verb::head;
  append_response(out_, reply, head);
  transport_.set_deadline(hub_->options.limits.write_deadline);
  const bool written = co_await transport_.write(out_);
  co_return written ? Next::linger : Next::abort;
}

Reply Connection::unrouted(const Router::Match& match, const Request& request) const {
  if (match.route || match.bad_encoding) {
    auto reply = problem({ErrorCode::invalid_request, "the target is not well-formed"}, request);
    if (std::cmp_greater_equal(std::ranges::count(request.target, '&'), query_parameters_max))
      reply.limit = Limit::query_parameters;
    return reply;
  }
  if (match.allow.empty()) return problem({ErrorCode::not_found, ""}, request);
  return problem({ErrorCode::method_not_allowed, ""}, request).with("Allow", match.allow);
}

Share Connection::share_of(const Route* route) const {
  if (route == nullptr || route->priority == Priority::exempt || !hub_->options.share_of) return nobody;
  const auto authorization = reader_.header()[http::field::authorization];
  return hub_->options.share_of({authorization.data(), authorization.size()});
}

std::optional<Admission::Reason> Connection::too_busy_for(const Route& route, Share share) const {
  if (route.priority == Priority::exempt) return std::nullopt;
  const auto now = Clock::now();
  hub_->lag->probe(now);
  return hub_->admission.refusal(route, share, hub_->lag->at(now));
}

// Asked again once the body is here: it may have taken its time. What the event loop is late by, the request
// has waited before its first byte was read.
std::optional<Admission::Reason> Connection::too_late_for(const Route& route, Share share,
                                                          const Request& request) const {
  if (route.priority == Priority::exempt) return std::nullopt;
  const auto now = Clock::now();
  const auto lag = hub_->lag->at(now);
  if (now + lag >= request.deadline) return Admission::Reason::deadline;
  return hub_->admission.refusal(route, share, lag);
}

// The body is read, so that the connection can go on, but not looked into.
asio::awaitable<Connection::Next> Connection::turn_away(const Route& route, Admission::Reason reason,
                                                        State body) {
  if (body == State::more && !reader_.expects_continue()) {
    body = co_await read_body();
    if (body == State::more) co_return co_await without_request(body);
  }
  if (body == State::refused) co_return co_await without_request(body);
  hub_->admission.refused(route, reason);
  const auto request_id = request_id_of(reader_.header());
  const auto& reply = hub_->busy.make(language(), request_id, hub_->admission.return_within(route));
  const Asked asked{reader_.header().method(), request_id, body == State::ready};
  const bool sent = co_await send(reply, asked);
  if (!sent) co_return Next::abort;
  co_return co_await conclude(reply, asked);
}

// Of the request that is being refused, as far as it can be told.
Language Connection::language() const {
  if (!reader_.has_header()) return Language::zh;
  const auto given = reader_.header()[http::field::accept_language];
  return accepted_language(std::string_view(given.data(), given.size()));
}

}  // namespace lunchrush::web
