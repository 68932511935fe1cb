// GET /v1/stores: which stores a key is for, so that nobody has to type a number.
#include "proto/lunchrush/v1/reports.pb.h"
#include "services/ingest/answers.h"
#include "services/ingest/reports.h"
#include "services/postgres/store_names.h"

namespace lunchrush::ingest {

asio::awaitable<web::Reply> list_stores(web::Request& request, Principal caller, Ingest& ingest) {
  auto work = [merchant = caller.merchant, stores = caller.stores](postgres::Session& session) {
    return postgres::list_stores(session, merchant, stores);
  };
  const auto found = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!found) co_return web::problem(found.error(), request);
  v1::ListStoresResponse response;
  for (const auto& store : *found) {
    auto& item = *response.add_items();
    item.set_id(number(store.id));
    item.set_name_zh(store.name_zh);
    item.set_name_en(store.name_en);
  }
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
