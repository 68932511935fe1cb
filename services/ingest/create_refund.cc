// POST /v1/orders/{id}/refunds. The amount is reserved and the refund's number committed here; the callbacks
// program takes it to the gateway and follows it until its end is known.
#include "services/crypto/digest.h"
#include "services/domain/refunds.h"
#include "services/ingest/answers.h"
#include "services/ingest/audit.h"
#include "services/ingest/idempotency.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/web/idempotency.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

struct Requested {
  domain::Refund refund;
  bool replayed = false;
};

domain::Result<Requested> request_refund(postgres::Session& session, domain::OrderId order,
                                         const domain::RefundWish& wish, const postgres::Because& because,
                                         const postgres::Actor& actor) {
  Requested requested;
  auto changed = postgres::change_family(
      session, order, because,
      [&](domain::Family& family) -> domain::Result<void> {
        for (const auto& refund : family.refunds)
          if (refund.idempotency_digest == wish.idempotency_digest) {
            if (refund.fingerprint != wish.fingerprint)
              return Error{ErrorCode::idempotency_key_reused, "this key asked for another refund before"};
            requested = {refund, true};
            return {};
          }
        const domain::Moment moment{now(), [] { return crypto::random_u64(); }};
        auto id = domain::request_refund(family, wish, moment);
        if (!id) return id.error();
        requested = {*family.find(*id), false};
        return {};
      },
      [&](pqxx::transaction_base& transaction) {
        if (requested.replayed) return;
        const auto& refund = requested.refund;
        postgres::record_act(session, transaction, actor,
                             {order.store(),
                              "refund.requested",
                              order.text(),
                              {{"refund_id", refund.id.text()},
                               {"amount", std::to_string(refund.amount.fen())},
                               {"reason", refund.reason}}});
      });
  if (!changed) return changed.error();
  return requested;
}

// As it was first answered: what the gateway said later is for GET.
domain::Refund as_requested(domain::Refund refund, bool cash) {
  if (cash) return refund;
  refund.status = domain::RefundStatus::requested;
  refund.settled_at.reset();
  return refund;
}

}  // namespace

asio::awaitable<web::Reply> create_refund(web::Request& request, Principal caller, Ingest& ingest) {
  const auto key = web::idempotency_key(request);
  if (!key) co_return web::problem(key.error(), request);
  v1::CreateRefundRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  auto own = co_await own_order(request, caller, ingest);
  if (!own) co_return web::problem(own.error(), request);

  const auto order = *own;
  const auto claim = claim_of(order.store(), caller, request.route, *key, order.text(), wanted);
  const domain::RefundWish wish{domain::Money{wanted.amount()},
                                domain::RefundCause::requested,
                                wanted.reason(),
                                caller.name,
                                claim.digest,
                                claim.fingerprint};
  const postgres::Because because{domain::Cause::request, request.request_id, request.trace_id};
  auto work = [=, actor = actor_of(request, caller)](postgres::Session& session) {
    return request_refund(session, order, wish, because, actor);
  };
  auto requested = co_await ingest.commands.run(std::move(work), request.deadline);
  if (!requested) co_return web::problem(requested.error(), request);
  ingest.wakes.wake(order.store(), redis::WakeTopic::events);
  const bool settled_at_once = requested->refund.settled_at == requested->refund.created_at;
  v1::CreateRefundResponse response;
  *response.mutable_refund() = to_wire(as_requested(requested->refund, settled_at_once), order);
  auto reply = web::reply(request, 201, response);
  reply.with("Location", "/v1/orders/" + order.text());
  if (requested->replayed) reply.with("Idempotent-Replayed", "true");
  co_return reply;
}

}  // namespace lunchrush::ingest
