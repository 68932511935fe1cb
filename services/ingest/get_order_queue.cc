// GET /v1/orders/{id}/queue: how far the kitchen is with an order. Not part of the order, whose ETag would
// change whenever another one is done; and read from what is shared by all who ask about the store.
#include <algorithm>

#include "services/ingest/answers.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/ingest/wire.h"
#include "services/postgres/order_standing.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

std::optional<postgres::OrderStanding> standing_in(const postgres::KitchenQueue& queue, domain::OrderId id) {
  const auto order = queue.orders.find(id.uuid);
  if (order == queue.orders.end()) return std::nullopt;
  postgres::OrderStanding standing{order->second, {}};
  std::ranges::copy_if(queue.tickets, std::back_inserter(standing.own),
                       [&](const auto& ticket) { return ticket.order == id; });
  return standing;
}

// What the kitchen has done, has not got, or has got this moment is read by itself.
asio::awaitable<domain::Result<postgres::OrderStanding>> find_standing(const KitchenSight& sight,
                                                                       domain::OrderId id, Ingest& ingest,
                                                                       Deadline deadline) {
  if (auto standing = standing_in(sight.queue, id)) co_return std::move(*standing);
  auto work = [id](postgres::Session& session) { return postgres::read_order_standing(session, id); };
  auto standing = co_await ingest.reads.run(std::move(work), deadline);
  co_return standing;
}

}  // namespace

asio::awaitable<web::Reply> get_order_queue(web::Request& request, Principal caller, Ingest& ingest) {
  const auto id = co_await own_order(request, caller, ingest);
  if (!id) co_return web::problem(id.error(), request);
  auto store = co_await ingest.directory.find(id->store(), request.deadline);
  if (!store) co_return web::problem(store.error(), request);
  const auto sight = co_await ingest.kitchen_queues.of(*store);
  if (!sight) co_return web::problem(sight.error(), request);
  const auto standing = co_await find_standing(**sight, *id, ingest, request.deadline);
  if (!standing) co_return web::problem(standing.error(), request);
  if (!may_see(caller, standing->order.owner))
    co_return web::problem(Error{ErrorCode::not_found, "no such order"}, request);

  const auto at = now();
  const auto place = domain::place_in_queue(standing->own, (*sight)->queue.tickets, (*sight)->speeds, at);
  v1::OrderQueueResponse response;
  response.set_order_id(id->text());
  response.set_status(to_wire(standing->order.status));
  response.set_ahead(place.ahead);
  if (place.ready_in) response.set_ready_in_seconds(place.ready_in->count());
  set_time(*response.mutable_server_time(), at);
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
