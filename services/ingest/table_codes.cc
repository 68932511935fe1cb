// POST /v1/stores/{id}/table-codes: what is printed and laid on tables.
#include "proto/lunchrush/v1/sessions.pb.h"
#include "services/ingest/answers.h"
#include "services/ingest/audit.h"
#include "services/ingest/ingest.h"
#include "services/postgres/stores.h"
#include "services/web/body.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

domain::Result<v1::CreateTableCodesResponse> sign(const v1::CreateTableCodesRequest& wanted,
                                                  domain::StoreId store, int generation,
                                                  const passes::Signer& signer) {
  v1::CreateTableCodesResponse response;
  response.set_store_id(number(store));
  response.set_generation(generation);
  for (int i = 0; i != wanted.tables_size(); ++i) {
    auto code = signer.make_table_code({store, wanted.tables(i)}, generation);
    if (!code)
      return Error{ErrorCode::invalid_request,
                   code.error().detail,
                   {{"/tables/" + std::to_string(i), "bad_table", code.error().detail}}};
    auto& made = *response.add_codes();
    made.set_table(wanted.tables(i));
    made.set_code(std::move(*code));
  }
  return response;
}

}  // namespace

asio::awaitable<web::Reply> create_table_codes(web::Request& request, Principal caller, Ingest& ingest) {
  v1::CreateTableCodesRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto known = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!known) co_return web::problem(known.error(), request);
  // As it is now: codes of a generation that just ended would be waste paper.
  auto entry = co_await ingest.directory.reload(*store, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  auto generation = (*entry)->store.table_code_generation;
  // Before anything is rotated: a table that cannot be signed leaves everything as it was.
  if (auto fits = sign(wanted, *store, generation, ingest.signer); !fits)
    co_return web::problem(fits.error(), request);
  if (wanted.rotate()) {
    auto work = [store = *store, actor = actor_of(request, caller)](postgres::Session& session) {
      return postgres::rotate_table_codes(session, store, actor);
    };
    const auto rotated = co_await ingest.commands.run(std::move(work), request.deadline);
    if (!rotated) co_return web::problem(rotated.error(), request);
    generation = *rotated;
    ingest.directory.forget(*store);
    ingest.wakes.wake(*store, redis::WakeTopic::menu);  // what replicas remember of the store is old
  }
  const auto response = sign(wanted, *store, generation, ingest.signer);
  if (!response) co_return web::problem(response.error(), request);
  auto reply = web::reply(request, 200, *response);
  co_return reply.with("Cache-Control", "no-store");
}

}  // namespace lunchrush::ingest
