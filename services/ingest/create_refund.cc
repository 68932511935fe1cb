// POST /v1/orders/{id}/refunds, and …/surplus-refunds for money that settled nothing. The amount is reserved
// and the refund's number committed here; the callbacks program takes it to the gateway and follows it until
// its end is known. Dishes that come back with it leave the kitchen's tickets in the same transaction.
#include <map>

#include "proto/lunchrush/v1/reports.pb.h"
#include "services/crypto/digest.h"
#include "services/domain/refunds.h"
#include "services/ingest/answers.h"
#include "services/ingest/audit.h"
#include "services/ingest/idempotency.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/ingest/reports.h"
#include "services/web/idempotency.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

struct Requested {
  domain::Refund refund;
  std::string returned;  // which dishes with it, for the audit; empty: none
  bool replayed = false;
};

struct Wanted {
  domain::OrderId order;
  std::optional<domain::PaymentId> surplus;  // none: of the payment that settled the order
  domain::RefundWish wish;
  postgres::Because because;
  postgres::Actor actor;
};

// "0: 1 × 宫保鸡丁, 2: 1 × 茶": by line of the order.
std::string in_words(const domain::Order& order, const std::vector<domain::ReturnedLine>& lines) {
  std::string words;
  for (const auto& [line, quantity] : lines) {
    if (!words.empty()) words += ", ";
    words += std::to_string(line) + ": " + std::to_string(quantity) + " × " +
             order.lines.at(static_cast<std::size_t>(line)).name;
  }
  return words;
}

std::map<std::string, std::string> told_of(const Requested& requested) {
  const auto& refund = requested.refund;
  std::map<std::string, std::string> detail{{"refund_id", refund.id.text()},
                                            {"amount", std::to_string(refund.amount.fen())},
                                            {"reason", refund.reason}};
  if (!requested.returned.empty()) detail["returned"] = requested.returned;
  return detail;
}

domain::Result<Requested> request_refund(domain::Family& family, const Wanted& wanted) {
  const auto& wish = wanted.wish;
  for (const auto& refund : family.refunds)
    if (refund.idempotency_digest == wish.idempotency_digest) {
      if (refund.fingerprint != wish.fingerprint)
        return Error{ErrorCode::idempotency_key_reused, "this key asked for another refund before"};
      return Requested{refund, "", true};
    }
  const domain::Moment moment{now(), [] { return crypto::random_u64(); }};
  auto id = wanted.surplus ? domain::return_surplus(family, *wanted.surplus, wish, moment)
                           : domain::request_refund(family, wish, moment);
  if (!id) return id.error();
  return Requested{*family.find(*id), in_words(family.order, wish.lines), false};
}

void record_request(postgres::Session& session, pqxx::transaction_base& transaction, const Wanted& wanted,
                    const Requested& requested) {
  if (requested.replayed) return;
  postgres::record_act(session, transaction, wanted.actor,
                       {wanted.order.store(), "refund.requested", wanted.order.text(), told_of(requested)});
}

// As it was first answered: what the gateway said later is for GET.
domain::Refund as_requested(domain::Refund refund, bool cash) {
  if (cash) return refund;
  refund.status = domain::RefundStatus::requested;
  refund.settled_at.reset();
  return refund;
}

// What both routes end with.
asio::awaitable<web::Reply> answer(web::Request& request, Ingest& ingest, Wanted wanted) {
  const auto order = wanted.order;
  auto decide = [wanted](domain::Family& family) { return request_refund(family, wanted); };
  auto also = [wanted](postgres::Session& session, pqxx::transaction_base& transaction,
                       const Requested& requested) {
    record_request(session, transaction, wanted, requested);
  };
  auto requested = co_await ingest.families.run(order, wanted.because, std::move(decide), std::move(also),
                                                request.deadline);
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

domain::RefundWish wish_of(const Principal& caller, const Claim& claim, std::int64_t fen,
                           const std::string& reason) {
  return {domain::Money{fen}, domain::RefundCause::requested, reason, caller.name, claim.digest,
          claim.fingerprint};
}

postgres::Because because_of(const web::Request& request) {
  return {domain::Cause::request, request.request_id, request.trace_id};
}

}  // namespace

asio::awaitable<web::Reply> create_refund(web::Request& request, Principal caller, Ingest& ingest) {
  const auto key = web::idempotency_key(request);
  if (!key) co_return web::problem(key.error(), request);
  v1::CreateRefundRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  auto order = co_await own_order(request, caller, ingest);
  if (!order) co_return web::problem(order.error(), request);
  const auto claim = claim_of(order->store(), caller, request.route, *key, order->text(), wanted);
  Wanted refund{*order, std::nullopt, wish_of(caller, claim, wanted.amount(), wanted.reason()),
                because_of(request), actor_of(request, caller)};
  for (const auto& each : wanted.lines()) refund.wish.lines.push_back({each.line(), each.quantity()});
  auto reply = co_await answer(request, ingest, std::move(refund));
  co_return reply;
}

asio::awaitable<web::Reply> return_surplus(web::Request& request, Principal caller, Ingest& ingest) {
  const auto key = web::idempotency_key(request);
  if (!key) co_return web::problem(key.error(), request);
  v1::ReturnSurplusRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  auto order = co_await own_order(request, caller, ingest);
  if (!order) co_return web::problem(order.error(), request);
  const auto payment = domain::PaymentId::from_text(wanted.payment_id());
  if (!payment)
    co_return web::problem({ErrorCode::invalid_request,
                            "payment_id is not a payment's id",
                            {{"/payment_id", "invalid_id", "is not a payment's id"}}},
                           request);
  const auto claim = claim_of(order->store(), caller, request.route, *key, order->text(), wanted);
  Wanted refund{*order, *payment, wish_of(caller, claim, 0, wanted.reason()), because_of(request),
                actor_of(request, caller)};
  auto reply = co_await answer(request, ingest, std::move(refund));
  co_return reply;
}

}  // namespace lunchrush::ingest
