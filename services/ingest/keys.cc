// DELETE /v1/keys/{id}: an owner shuts a key out, at once and on all replicas.
#include "services/ingest/audit.h"
#include "services/ingest/ingest.h"
#include "services/postgres/stores.h"
#include "services/web/problem.h"

namespace lunchrush::ingest {

asio::awaitable<web::Reply> revoke_key(web::Request& request, Principal caller, Ingest& ingest) {
  const std::string key_id(request.parameter("id").value_or(""));
  const postgres::KeyRevocation wanted{key_id, caller.merchant, caller.stores, actor_of(request, caller)};
  auto work = [wanted](postgres::Session& session) { return postgres::revoke_api_key(session, wanted); };
  auto revoked = co_await ingest.commands.run(std::move(work), request.deadline);
  if (!revoked) co_return web::problem(revoked.error(), request);
  // This replica at once, the others when Redis tells them; without Redis within KeyCacheLimits::fresh_for.
  ingest.authenticator.forget(key_id);
  ingest.feed.end_readers_of(key_id);
  ingest.wakes.key_revoked(key_id);
  web::Reply reply;
  reply.status = 204;
  co_return reply;
}

}  // namespace lunchrush::ingest
