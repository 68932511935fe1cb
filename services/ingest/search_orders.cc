// GET /v1/stores/{id}/search: from whatever number is on a receipt to the order.
#include "proto/lunchrush/v1/reports.pb.h"
#include "services/ingest/answers.h"
#include "services/ingest/business_day.h"
#include "services/ingest/query.h"
#include "services/ingest/reports.h"
#include "services/postgres/find_orders.h"

namespace lunchrush::ingest {
namespace {

constexpr std::size_t number_bytes_max = 64;  // no gateway's and no caller's number is longer

domain::Result<std::string> number_sought(const web::Request& request) {
  const auto number = request.query_value("number").value_or("");
  if (number.empty()) return bad_query("number", "is needed");
  if (number.size() > number_bytes_max) return bad_query("number", "is longer than any number");
  return std::string(number);
}

}  // namespace

asio::awaitable<web::Reply> search_orders(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto number = number_sought(request);
  if (!number) co_return web::problem(number.error(), request);
  const auto date = business_date_wanted(request);
  if (!date) co_return web::problem(date.error(), request);

  postgres::NumberSought sought{*store, (*entry)->store.merchant, *number,
                                date->value_or(business_date((*entry)->store, now()))};
  auto work = [sought = std::move(sought)](postgres::Session& session) {
    return postgres::find_orders(session, sought);
  };
  const auto found = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!found) co_return web::problem(found.error(), request);
  v1::SearchOrdersResponse response;
  for (const auto& each : *found) {
    auto& item = *response.add_items();
    *item.mutable_order_view() = to_wire(each.family);
    item.set_matched_by(each.matched_by);
  }
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
