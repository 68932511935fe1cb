// POST /v1/orders/{id}/cancel.
#include "services/crypto/digest.h"
#include "services/domain/commands.h"
#include "services/ingest/answers.h"
#include "services/ingest/audit.h"
#include "services/ingest/idempotency.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/postgres/command_replies.h"
#include "services/web/etag.h"
#include "services/web/idempotency.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

struct Cancellation {
  domain::OrderId order;
  Claim claim;
  domain::CancelledBy by{};
  std::string guest;  // not empty: the order must be this owner's
  std::string reason;
  web::Precondition precondition;
  postgres::Because because;
  std::optional<postgres::Actor> actor;  // none for a guest, who cancels nothing but his own
};

struct Answered {
  v1::OrderView view;
  bool replayed = false;
  std::int64_t returned_fen = 0;  // what had been paid and goes back
};

void record_cancellation(postgres::Session& session, pqxx::transaction_base& transaction,
                         const Cancellation& wanted, const Answered& answered) {
  if (!wanted.actor) return;
  postgres::record_act(session, transaction, *wanted.actor,
                       {wanted.order.store(),
                        "order.cancelled",
                        wanted.order.text(),
                        {{"returned", std::to_string(answered.returned_fen)}, {"reason", wanted.reason}}});
}

domain::Result<Answered> replay(const postgres::CommandReply& earlier, const Claim& claim) {
  if (earlier.fingerprint != claim.fingerprint)
    return Error{ErrorCode::idempotency_key_reused, "this key cancelled with another request before"};
  Answered answered{{}, true};
  if (!answered.view.ParseFromString(earlier.reply))
    return Error{ErrorCode::internal, "a stored reply does not parse"};
  return answered;
}

domain::Result<Answered> cancel(postgres::Session& session, const Cancellation& wanted) {
  if (auto earlier = postgres::find_reply(session, wanted.order.store(), wanted.claim.digest))
    return replay(*earlier, wanted.claim);
  Answered answered;
  const domain::Moment moment{now(), [] { return crypto::random_u64(); }};
  auto changed = postgres::change_family(
      session, wanted.order, wanted.because,
      [&](domain::Family& family) -> domain::Result<void> {
        if (!wanted.guest.empty() && family.order.owner != wanted.guest)
          return Error{ErrorCode::not_found, "no such order"};
        if (!wanted.precondition.holds(etag_of(family)))
          return Error{ErrorCode::precondition_failed, "the order has another version now"};
        const auto refunds_before = family.refunds.size();
        auto cancelled = domain::cancel(family, wanted.by, wanted.reason, moment);
        answered.returned_fen = 0;
        for (auto i = refunds_before; i < family.refunds.size(); ++i)
          answered.returned_fen += family.refunds[i].amount.fen();
        answered.view = to_wire(family);
        return cancelled;
      },
      [&](pqxx::transaction_base& transaction) {
        postgres::store_reply(
            session, transaction,
            {wanted.order, wanted.claim.digest, wanted.claim.fingerprint, answered.view.SerializeAsString()});
        record_cancellation(session, transaction, wanted, answered);
      });
  if (changed) return answered;
  // A rival with the same key was first: its answer is this one's.
  if (auto earlier = postgres::find_reply(session, wanted.order.store(), wanted.claim.digest))
    return replay(*earlier, wanted.claim);
  return changed.error();
}

}  // namespace

asio::awaitable<web::Reply> cancel_order(web::Request& request, Principal caller, Ingest& ingest) {
  const auto key = web::idempotency_key(request);
  if (!key) co_return web::problem(key.error(), request);
  v1::CancelOrderRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  auto order = co_await own_order(request, caller, ingest);
  if (!order) co_return web::problem(order.error(), request);

  Cancellation cancellation{
      *order,
      claim_of(order->store(), caller, request.route, *key, order->text(), wanted),
      caller.kind == PrincipalKind::staff ? domain::CancelledBy::staff : domain::CancelledBy::owner,
      caller.kind == PrincipalKind::guest ? caller.name : "",
      wanted.reason(),
      web::Precondition(request),
      {domain::Cause::request, request.request_id, request.trace_id},
      std::nullopt};
  if (caller.kind != PrincipalKind::guest) cancellation.actor = actor_of(request, caller);
  auto work = [cancellation](postgres::Session& session) { return cancel(session, cancellation); };
  auto cancelled = co_await ingest.commands.run(std::move(work), request.deadline);
  if (!cancelled) co_return web::problem(cancelled.error(), request);
  ingest.wakes.wake(order->store(), redis::WakeTopic::events);
  auto reply = web::reply(request, 200, cancelled->view);
  if (cancelled->replayed) reply.with("Idempotent-Replayed", "true");
  co_return reply;
}

}  // namespace lunchrush::ingest
