#include "services/ingest/route_table.h"

#include <algorithm>
#include <iterator>

#include "proto/lunchrush/v1/audit.pb.h"
#include "proto/lunchrush/v1/sessions.pb.h"

namespace lunchrush::ingest {
namespace {

using http = web::http::verb;
using web::Priority;

template <class Message>
const google::protobuf::Descriptor* message() {
  return Message::descriptor();
}

std::vector<Served> order_routes() {
  const std::vector<std::string> all{"guest", "device", "staff"};
  const std::vector<std::string> takers{"guest", "device:kiosk", "device:pos", "staff"};
  return {
      {.handler = create_order,
       .route = {.method = http::post,
                 .pattern = "/v1/orders",
                 .name = "create_order",
                 .summary = "Place an order",
                 .request = message<v1::CreateOrderRequest>(),
                 .response = message<v1::CreateOrderResponse>(),
                 .success_status = 201,
                 .who = takers,
                 .idempotency_key = true,
                 .problems = {"price_changed", "sold_out", "store_closed", "menu_changed",
                              "client_order_no_taken", "in_progress", "idempotency_key_reused", "not_found"},
                 .priority = Priority::order}},
      {.handler = list_orders,
       .route = {.method = http::get,
                 .pattern = "/v1/orders",
                 .name = "list_orders",
                 .summary = "Orders of a store, newest first: of one business day, or of the last seven days",
                 .response = message<v1::ListOrdersResponse>(),
                 .who = all,
                 .query = {{"store_id", "The store.", "integer"},
                           {"client_order_no", "The caller's own number."},
                           {"idempotency_key", "The key this caller placed an order with."},
                           {"status", "An order's status."},
                           {"business_date", "YYYY-MM-DD, by the store's own day."},
                           {"page_size", "1 to 200.", "integer"},
                           {"page_token", "From next_page_token of the page before."}},
                 .problems = {"not_found"},
                 .priority = Priority::query}},
      {.handler = get_order,
       .route = {.method = http::get,
                 .pattern = "/v1/orders/{id}",
                 .name = "get_order",
                 .summary = "An order with its money",
                 .response = message<v1::OrderView>(),
                 .who = all,
                 .etag = true,
                 .priority = Priority::query}},
      {.handler = get_order_queue,
       .route = {.method = http::get,
                 .pattern = "/v1/orders/{id}/queue",
                 .name = "get_order_queue",
                 .summary = "How many orders the kitchen makes before this one, and when it may be ready",
                 .response = message<v1::OrderQueueResponse>(),
                 .who = all,
                 .priority = Priority::query}},
      {.handler = get_timeline,
       .route = {.method = http::get,
                 .pattern = "/v1/orders/{id}/timeline",
                 .name = "get_timeline",
                 .summary = "Every step and its cause",
                 .response = message<v1::TimelineResponse>(),
                 .who = {"staff"},
                 .priority = Priority::query}},
      {.handler = start_payment,
       .route = {.method = http::post,
                 .pattern = "/v1/orders/{id}/payments",
                 .name = "start_payment",
                 .summary = "Start a payment",
                 .request = message<v1::StartPaymentRequest>(),
                 .response = message<v1::StartPaymentResponse>(),
                 .success_status = 201,
                 .who = takers,
                 .idempotency_key = true,
                 .problems = {"already_paid", "state_conflict", "payment_refused", "in_progress",
                              "idempotency_key_reused", "gateway_unavailable", "outcome_unknown"},
                 .priority = Priority::order,
                 .waits_outside = true}},
      {.handler = cancel_order,
       .route = {.method = http::post,
                 .pattern = "/v1/orders/{id}/cancel",
                 .name = "cancel_order",
                 .summary = "Cancel an order; what was paid goes back",
                 .request = message<v1::CancelOrderRequest>(),
                 .response = message<v1::OrderView>(),
                 .who = takers,
                 .idempotency_key = true,
                 .problems = {"state_conflict", "precondition_failed", "idempotency_key_reused"},
                 .priority = Priority::command}},
      {.handler = create_refund,
       .route = {.method = http::post,
                 .pattern = "/v1/orders/{id}/refunds",
                 .name = "create_refund",
                 .summary = "Give money back",
                 .request = message<v1::CreateRefundRequest>(),
                 .response = message<v1::CreateRefundResponse>(),
                 .success_status = 201,
                 .who = {"staff"},
                 .idempotency_key = true,
                 .problems = {"refund_exceeds_payment", "state_conflict", "idempotency_key_reused"},
                 .priority = Priority::command}},
  };
}

std::vector<Served> store_routes() {
  const std::vector<std::string> all{"guest", "device", "staff"};
  const std::vector<std::string> menu_keepers{"staff", "device:pos"};
  const std::vector<std::string> kitchen{"device:kitchen", "staff"};
  return {
      {.handler = get_menu,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/menu",
                 .name = "get_menu",
                 .summary = "What the store sells now",
                 .response = message<v1::Menu>(),
                 .who = all,
                 .etag = true,
                 .priority = Priority::menu}},
      {.handler = stream_guest_events,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/guest/events",
                 .name = "stream_guest_events",
                 .summary = "That the menu, or one of the guest's own orders, changed (server-sent events)",
                 .who = {"guest"},
                 .query = {{"order_id", "An order of the guest's to be told about; up to ten times."}},
                 .response_media_type = "text/event-stream",
                 .priority = Priority::query}},
      {.handler = put_menu,
       .route = {.method = http::put,
                 .pattern = "/v1/stores/{id}/menu",
                 .name = "put_menu",
                 .summary = "Replace the menu",
                 .request = message<v1::PutMenuRequest>(),
                 .response = message<v1::Menu>(),
                 .who = menu_keepers,
                 .problems = {"precondition_failed"},
                 .priority = Priority::command}},
      {.handler = patch_availability,
       .route = {.method = http::patch,
                 .pattern = "/v1/stores/{id}/menu/availability",
                 .name = "patch_availability",
                 .summary = "Sold out, on and off",
                 .request = message<v1::PatchAvailabilityRequest>(),
                 .response = message<v1::Menu>(),
                 .who = menu_keepers,
                 .problems = {"precondition_failed"},
                 .priority = Priority::command}},
      {.handler = list_tickets,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/tickets",
                 .name = "list_tickets",
                 .summary = "What the kitchen has to make",
                 .response = message<v1::ListTicketsResponse>(),
                 .who = kitchen,
                 .query = {{"station", "One station only."},
                           {"business_date", "Everything of that day, served too."},
                           {"page_size", "1 to 500.", "integer"},
                           {"page_token", "From next_page_token of the page before."}},
                 .priority = Priority::query}},
      {.handler = stream_events,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/events",
                 .name = "stream_events",
                 .summary = "The store's feed, live (server-sent events)",
                 .who = kitchen,
                 .query = {{"after", "Resume after this seq; the Last-Event-ID header wins.", "integer"}},
                 .response_media_type = "text/event-stream",
                 .priority = Priority::query}},
      {.handler = command_ticket,
       .route = {.method = http::post,
                 .pattern = "/v1/tickets/{id}/{command}",
                 .name = "command_ticket",
                 .summary = "start, done, recall or serve a ticket",
                 .request = message<v1::TicketCommand>(),
                 .response = message<v1::TicketResponse>(),
                 .who = kitchen,
                 .problems = {"state_conflict", "precondition_failed"},
                 .priority = Priority::command}},
  };
}

std::vector<Served> shop_routes() {
  const std::vector<std::string> heads{"staff:owner", "staff:manager"};
  return {
      {.handler = create_table_codes,
       .route = {.method = http::post,
                 .pattern = "/v1/stores/{id}/table-codes",
                 .name = "create_table_codes",
                 .summary = "Sign codes for tables, and end those from before",
                 .request = message<v1::CreateTableCodesRequest>(),
                 .response = message<v1::CreateTableCodesResponse>(),
                 .who = heads,
                 .priority = Priority::command}},
      {.handler = list_audit,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/audit",
                 .name = "list_audit",
                 .summary = "Who did what to money, menu, keys and table codes",
                 .response = message<v1::ListAuditResponse>(),
                 .who = heads,
                 .query = {{"page_size", "1 to 200.", "integer"},
                           {"page_token", "From next_page_token of the page before."}},
                 .priority = Priority::query}},
      {.handler = revoke_key,
       .route = {.method = http::delete_,
                 .pattern = "/v1/keys/{id}",
                 .name = "revoke_key",
                 .summary = "Shut a key of the merchant out, at once",
                 .success_status = 204,
                 .who = {"staff:owner"},
                 .priority = Priority::command}},
  };
}

}  // namespace

std::vector<Served> route_table() {
  auto table = order_routes();
  for (auto&& more : {store_routes(), shop_routes(), owner_routes()})
    std::ranges::copy(more, std::back_inserter(table));
  return table;
}

web::Route session_route() {
  return {.method = http::post,
          .pattern = "/v1/sessions",
          .name = "create_session",
          .summary = "A scanned table code becomes a guest's token",
          .request = message<v1::CreateSessionRequest>(),
          .response = message<v1::CreateSessionResponse>(),
          .success_status = 201,
          .problems = {"forbidden"},     // a code that was replaced
          .priority = Priority::order};  // without a token there is no order
}

}  // namespace lunchrush::ingest
