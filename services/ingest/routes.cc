#include "services/ingest/routes.h"

#include <algorithm>

#include "proto/lunchrush/v1/audit.pb.h"
#include "proto/lunchrush/v1/sessions.pb.h"
#include "services/ingest/answers.h"
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
  auto caller = co_await gate.ingest.authenticator.authenticate(request);
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

template <class Message>
const google::protobuf::Descriptor* message() {
  return Message::descriptor();
}

std::vector<web::Route> order_routes() {
  using web::Route;
  const std::vector<std::string> all{"guest", "device", "staff"};
  const std::vector<std::string> takers{"guest", "device:kiosk", "device:pos", "staff"};
  return {
      {http::post,
       "/v1/orders",
       "create_order",
       "Place an order",
       {},
       message<v1::CreateOrderRequest>(),
       message<v1::CreateOrderResponse>(),
       201,
       takers,
       true,
       {},
       "application/json",
       {"price_changed", "sold_out", "store_closed", "menu_changed", "client_order_no_taken", "in_progress",
        "idempotency_key_reused", "not_found"}},
      {http::get,
       "/v1/orders",
       "list_orders",
       "Orders of a store, newest first: of one business day, or of the last seven days",
       {},
       nullptr,
       message<v1::ListOrdersResponse>(),
       200,
       all,
       false,
       {{"store_id", "The store.", "integer"},
        {"client_order_no", "The caller's own number."},
        {"idempotency_key", "The key this caller placed an order with."},
        {"status", "An order's status."},
        {"business_date", "YYYY-MM-DD, by the store's own day."},
        {"page_size", "1 to 200.", "integer"},
        {"page_token", "From next_page_token of the page before."}},
       "application/json",
       {"not_found"}},
      {http::get,
       "/v1/orders/{id}",
       "get_order",
       "An order with its money",
       {},
       nullptr,
       message<v1::OrderView>(),
       200,
       all,
       false,
       {},
       "application/json",
       {},
       true},
      {http::get,
       "/v1/orders/{id}/timeline",
       "get_timeline",
       "Every step and its cause",
       {},
       nullptr,
       message<v1::TimelineResponse>(),
       200,
       {"staff"}},
      {http::post,
       "/v1/orders/{id}/payments",
       "start_payment",
       "Start a payment",
       {},
       message<v1::StartPaymentRequest>(),
       message<v1::StartPaymentResponse>(),
       201,
       takers,
       true,
       {},
       "application/json",
       {"already_paid", "state_conflict", "payment_refused", "in_progress", "idempotency_key_reused",
        "gateway_unavailable", "outcome_unknown"}},
      {http::post,
       "/v1/orders/{id}/cancel",
       "cancel_order",
       "Cancel an order; what was paid goes back",
       {},
       message<v1::CancelOrderRequest>(),
       message<v1::OrderView>(),
       200,
       takers,
       true,
       {},
       "application/json",
       {"state_conflict", "precondition_failed", "idempotency_key_reused"}},
      {http::post,
       "/v1/orders/{id}/refunds",
       "create_refund",
       "Give money back",
       {},
       message<v1::CreateRefundRequest>(),
       message<v1::CreateRefundResponse>(),
       201,
       {"staff"},
       true,
       {},
       "application/json",
       {"refund_exceeds_payment", "state_conflict", "idempotency_key_reused"}},
  };
}

std::vector<web::Route> store_routes() {
  const std::vector<std::string> all{"guest", "device", "staff"};
  const std::vector<std::string> menu_keepers{"staff", "device:pos"};
  const std::vector<std::string> kitchen{"device:kitchen", "staff"};
  return {
      {http::get,
       "/v1/stores/{id}/menu",
       "get_menu",
       "What the store sells now",
       {},
       nullptr,
       message<v1::Menu>(),
       200,
       all,
       false,
       {},
       "application/json",
       {},
       true},
      {http::put,
       "/v1/stores/{id}/menu",
       "put_menu",
       "Replace the menu",
       {},
       message<v1::PutMenuRequest>(),
       message<v1::Menu>(),
       200,
       menu_keepers,
       false,
       {},
       "application/json",
       {"precondition_failed"}},
      {http::patch,
       "/v1/stores/{id}/menu/availability",
       "patch_availability",
       "Sold out, on and off",
       {},
       message<v1::PatchAvailabilityRequest>(),
       message<v1::Menu>(),
       200,
       menu_keepers,
       false,
       {},
       "application/json",
       {"precondition_failed"}},
      {http::get,
       "/v1/stores/{id}/tickets",
       "list_tickets",
       "What the kitchen has to make",
       {},
       nullptr,
       message<v1::ListTicketsResponse>(),
       200,
       kitchen,
       false,
       {{"station", "One station only."},
        {"business_date", "Everything of that day, served too."},
        {"page_size", "1 to 500.", "integer"},
        {"page_token", "From next_page_token of the page before."}}},
      {http::get,
       "/v1/stores/{id}/events",
       "stream_events",
       "The store's feed, live (server-sent events)",
       {},
       nullptr,
       nullptr,
       200,
       kitchen,
       false,
       {{"after", "Resume after this seq; the Last-Event-ID header wins.", "integer"}},
       "text/event-stream"},
      {http::post,
       "/v1/tickets/{id}/{command}",
       "command_ticket",
       "start, done, recall or serve a ticket",
       {},
       message<v1::TicketCommand>(),
       message<v1::TicketResponse>(),
       200,
       kitchen,
       false,
       {},
       "application/json",
       {"state_conflict"}},
  };
}

std::vector<web::Route> shop_routes() {
  const std::vector<std::string> heads{"staff:owner", "staff:manager"};
  return {
      {http::post,
       "/v1/stores/{id}/table-codes",
       "create_table_codes",
       "Sign codes for tables, and end those from before",
       {},
       message<v1::CreateTableCodesRequest>(),
       message<v1::CreateTableCodesResponse>(),
       200,
       heads},
      {http::get,
       "/v1/stores/{id}/audit",
       "list_audit",
       "Who did what to money, menu, keys and table codes",
       {},
       nullptr,
       message<v1::ListAuditResponse>(),
       200,
       heads,
       false,
       {{"page_size", "1 to 200.", "integer"}, {"page_token", "From next_page_token of the page before."}}},
      {http::delete_,
       "/v1/keys/{id}",
       "revoke_key",
       "Shut a key of the merchant out, at once",
       {},
       nullptr,
       nullptr,
       204,
       {"staff:owner"}},
  };
}

struct Service {
  PrincipalHandler handler;
  web::Priority priority;
};

// Who is refused first when not all can be served: guests look at menus again, order again, and only then
// must what was accepted suffer.
const Service& service_of(const std::string& name) {
  using web::Priority;
  static const std::map<std::string, Service> services{
      {"create_order", {create_order, Priority::order}},
      {"list_orders", {list_orders, Priority::query}},
      {"get_order", {get_order, Priority::query}},
      {"get_timeline", {get_timeline, Priority::query}},
      {"start_payment", {start_payment, Priority::order}},
      {"cancel_order", {cancel_order, Priority::command}},
      {"create_refund", {create_refund, Priority::command}},
      {"get_menu", {get_menu, Priority::menu}},
      {"put_menu", {put_menu, Priority::command}},
      {"patch_availability", {patch_availability, Priority::command}},
      {"list_tickets", {list_tickets, Priority::query}},
      {"stream_events", {stream_events, Priority::query}},
      {"command_ticket", {command_ticket, Priority::command}},
      {"create_table_codes", {create_table_codes, Priority::command}},
      {"list_audit", {list_audit, Priority::query}},
      {"revoke_key", {revoke_key, Priority::command}}};
  return services.at(name);
}

void add_guarded(web::Router& router, std::vector<web::Route> table, const Gate& gate) {
  for (auto& route : table) {
    const auto& service = service_of(route.name);
    route.handler = [gate, who = route.who, handler = service.handler](web::Request& request) {
      return admit(request, gate, who, handler);
    };
    route.priority = service.priority;
    route.waits_outside = route.name == "start_payment";
    router.add(std::move(route));
  }
}

web::Route session_route(const Gate& gate) {
  web::Route route{http::post,
                   "/v1/sessions",
                   "create_session",
                   "A scanned table code becomes a guest's token",
                   {},
                   message<v1::CreateSessionRequest>(),
                   message<v1::CreateSessionResponse>(),
                   201};
  route.problems = {"forbidden"};  // a code that was replaced
  route.handler = [gate](web::Request& request) { return admit_anybody(request, gate); };
  route.priority = web::Priority::order;  // without a token there is no order
  return route;
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
  router.add(session_route(gate));
  add_guarded(router, order_routes(), gate);
  add_guarded(router, store_routes(), gate);
  add_guarded(router, shop_routes(), gate);
  web::add_problem_pages(router);
  add_openapi(router);  // last: it describes what is there
  return router;
}

}  // namespace lunchrush::ingest
