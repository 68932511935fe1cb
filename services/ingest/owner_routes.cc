#include "proto/lunchrush/v1/payments.pb.h"
#include "proto/lunchrush/v1/reports.pb.h"
#include "services/ingest/reports.h"
#include "services/ingest/route_table.h"

namespace lunchrush::ingest {
namespace {

using http = web::http::verb;
using web::Priority;

template <class Message>
const google::protobuf::Descriptor* message() {
  return Message::descriptor();
}

}  // namespace

std::vector<Served> owner_routes() {
  const std::vector<std::string> heads{"staff:owner", "staff:manager"};
  return {
      {.handler = list_stores,
       .route = {.method = http::get,
                 .pattern = "/v1/stores",
                 .name = "list_stores",
                 .summary = "The stores that the key is for",
                 .response = message<v1::ListStoresResponse>(),
                 .who = heads,
                 .query = {{"page_size", "1 to 200.", "integer"},
                           {"page_token", "From next_page_token of the page before."}},
                 .priority = Priority::query}},
      {.handler = get_takings,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/takings",
                 .name = "get_takings",
                 .summary = "A business day in figures: money, orders, the kitchen's speed",
                 .response = message<v1::TakingsResponse>(),
                 .who = heads,
                 .query = {{"business_date",
                            "YYYY-MM-DD, by the store's own day; today when it is left out."}},
                 .priority = Priority::query}},
      {.handler = get_exceptions,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/exceptions",
                 .name = "get_exceptions",
                 .summary = "What needs a person: conflicts, money that goes back, unplaced notifications",
                 .response = message<v1::ExceptionsResponse>(),
                 .who = heads,
                 .priority = Priority::query}},
      {.handler = search_orders,
       .route = {.method = http::get,
                 .pattern = "/v1/stores/{id}/search",
                 .name = "search_orders",
                 .summary = "Orders by any number on a receipt",
                 .response = message<v1::SearchOrdersResponse>(),
                 .who = heads,
                 .query = {{"number", "An id, a pick-up number, the caller's own or the gateway's number."},
                           {"business_date", "Of a pick-up number; today when it is left out."}},
                 .priority = Priority::query}},
      {.handler = return_surplus,
       .route = {.method = http::post,
                 .pattern = "/v1/orders/{id}/surplus-refunds",
                 .name = "return_surplus",
                 .summary = "Give back a payment that settled nothing: surplus whose refund failed, or one "
                            "of a wrong amount",
                 .request = message<v1::ReturnSurplusRequest>(),
                 .response = message<v1::CreateRefundResponse>(),
                 .success_status = 201,
                 .who = heads,
                 .idempotency_key = true,
                 .problems = {"state_conflict", "idempotency_key_reused"},
                 .priority = Priority::command}},
      {.handler = command_notification,
       .route = {.method = http::post,
                 .pattern = "/v1/notifications/{id}/{command}",
                 .name = "command_notification",
                 .summary = "retry or give-up: a gateway's message that was not settled",
                 .request = message<v1::CommandNotificationRequest>(),
                 .response = message<v1::CommandNotificationResponse>(),
                 .who = heads,
                 .problems = {"state_conflict"},
                 .priority = Priority::command}},
  };
}

}  // namespace lunchrush::ingest
