#include "services/ingest/routes.h"

#include <algorithm>

#include "services/ingest/answers.h"
#include "services/ingest/route_table.h"
#include "services/pages/pages.h"
#include "services/web/address_set.h"
#include "services/web/openapi.h"
#include "services/web/problem_pages.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;
using http = web::http::verb;

struct Gate {
  Ingest& ingest;
  web::RateLimiter& guest_writes;
  web::RateLimiter& key_writes;
  web::RateLimiter& address_sessions;
};

bool allowed(const Principal& caller, const std::vector<std::string>& who) {
  return std::ranges::any_of(who, [&](const std::string& one) { return caller.is(one); });
}

// Authentication, role, the caller's own limit; then the handler. Reads are not limited: they are cheap and
// are what a guest does while waiting.
asio::awaitable<web::Reply> admit(web::Request& request, const Gate& gate,
                                  const std::vector<std::string>& who, const PrincipalHandler& handler) {
  auto known = gate.ingest.authenticator.at_once(request);
  if (!known) known = co_await gate.ingest.authenticator.authenticate(request);
  auto& caller = *known;
  if (!caller) {
    auto refused = web::problem(caller.error(), request);
    if (refused.status == 401) refused.with("WWW-Authenticate", "Bearer");
    co_return refused;
  }
  if (!allowed(*caller, who))
    co_return web::problem(
        {ErrorCode::forbidden, "this is not for " + caller->name.substr(0, caller->name.find(':'))}, request);
  const bool reading = request.method == http::get || request.method == http::head;
  if (reading) {
    auto reply = co_await handler(request, std::move(*caller), gate.ingest);
    co_return reply;
  }
  auto& limiter = caller->kind == PrincipalKind::guest ? gate.guest_writes : gate.key_writes;
  const auto decision = limiter.take(caller->name, std::chrono::steady_clock::now());
  web::Reply reply;
  if (decision.allowed)
    reply = co_await handler(request, std::move(*caller), gate.ingest);
  else
    reply = web::problem({ErrorCode::rate_limited, "too many requests of this caller"}, request);
  limiter.add_headers(reply, decision);
  co_return reply;
}

// Who has no name yet is known by his address.
asio::awaitable<web::Reply> admit_anybody(web::Request& request, const Gate& gate) {
  auto& limiter = gate.address_sessions;
  const auto decision =
      limiter.take(web::network_of(request.client_address), std::chrono::steady_clock::now());
  if (!decision.allowed) co_return limiter.refusal(request, decision);
  auto reply = co_await create_session(request, gate.ingest);
  limiter.add_headers(reply, decision);
  co_return reply;
}

void add_guarded(web::Router& router, std::vector<Served> table, const Gate& gate) {
  for (auto& [handler, route] : table) {
    route.handler = [gate, who = route.who, handler = std::move(handler)](web::Request& request) {
      return admit(request, gate, who, handler);
    };
    router.add(std::move(route));
  }
}

void add_session(web::Router& router, const Gate& gate) {
  auto route = session_route();
  route.handler = [gate](web::Request& request) { return admit_anybody(request, gate); };
  router.add(std::move(route));
}

void add_openapi(web::Router& router) {
  auto document = web::openapi_document(router, {"Lunchrush", "1.0.0", "Order ingestion for restaurants."});
  web::Handler serve = [document = std::move(document)](web::Request&) -> asio::awaitable<web::Reply> {
    web::Reply reply;
    reply.body = document;
    co_return reply;
  };
  router.add({http::get, "/openapi.json", "get_openapi", "This document", std::move(serve)});
}

}  // namespace

web::Router routes(Ingest& ingest, web::RateLimiter& guest_writes, web::RateLimiter& key_writes,
                   web::RateLimiter& address_sessions) {
  web::Router router;
  const Gate gate{ingest, guest_writes, key_writes, address_sessions};
  add_session(router, gate);
  add_guarded(router, route_table(), gate);
  web::add_problem_pages(router);
  add_openapi(router);  // it describes what is there; what follows is for browsers, not for programs
  pages::add_pages(router);
  router.add({http::get, "/t/{code}", "page_order", "A page for people",
              [&ingest](web::Request& request) { return open_order_page(request, ingest); }});
  return router;
}

}  // namespace lunchrush::ingest
