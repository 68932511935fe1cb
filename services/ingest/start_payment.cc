// POST /v1/orders/{id}/payments. The payment's row, number and all, is committed before its gateway hears of
// it; no gateway call is made inside a transaction; every repeat of the key comes back to the same number.
#include <boost/json.hpp>

#include "services/crypto/digest.h"
#include "services/domain/commands.h"
#include "services/ingest/answers.h"
#include "services/ingest/audit.h"
#include "services/ingest/idempotency.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/telemetry/log.h"
#include "services/web/idempotency.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

// An earlier payment that is still open is closed at its gateway first; a race can bring another.
constexpr int rounds_max = 3;
// How long the gateway itself lets the number be paid. Longer than any store's own limit, so that closing is
// ours to decide; the same for every repeat, for it is computed from the stored time of creation.
constexpr std::chrono::hours gateway_lifetime{2};

struct Attempt {
  domain::OrderId order;
  domain::Payment payment;
  bool known_before = false;  // this key had started it
};

// What is needed to start: everything here is a value, for it crosses threads.
struct Wish {
  domain::OrderId order;
  domain::PaymentWish payment;
  std::string guest;  // not empty: the order must be this owner's
  postgres::Because because;
  domain::QuerySchedule queries;
  postgres::Actor actor;
};

domain::Moment moment() {
  return {now(), [] { return crypto::random_u64(); }};
}

domain::Result<void> check(const v1::StartPaymentRequest& wanted, const Principal& caller,
                           const StoreEntry& entry) {
  const auto method = to_domain(wanted.method());
  const auto fault = [](std::string pointer, std::string code, std::string detail) {
    auto text = detail;
    return Error{ErrorCode::invalid_request,
                 std::move(text),
                 {{std::move(pointer), std::move(code), std::move(detail)}}};
  };
  if (method == domain::PaymentMethod::wechat_jsapi && wanted.payer().openid().empty())
    return fault("/payer/openid", "required", "wechat_jsapi needs the payer's openid");
  if (domain::scanned_by_us(method) && wanted.auth_code().size() < 16)
    return fault("/auth_code", "required", "the 16 to 24 digits of the code on the guest's phone");
  const bool till = caller.is("device:pos") || caller.is("staff");
  if (method == domain::PaymentMethod::cash && !till)
    return Error{ErrorCode::forbidden, "cash is taken at the till"};
  if (domain::scanned_by_us(method) && caller.kind == PrincipalKind::guest)
    return Error{ErrorCode::forbidden, "codes are scanned by the store's devices"};
  const auto gateway = domain::gateway_of(method);
  if (gateway == "wechatpay" && entry.store.wechat_account.empty())
    return fault("/method", "not_offered", "this store does not take WeChat Pay");
  if (gateway == "alipay" && entry.store.alipay_account.empty())
    return fault("/method", "not_offered", "this store does not take Alipay");
  return {};
}

std::string account_of(domain::PaymentMethod method, const postgres::Store& store) {
  const auto gateway = domain::gateway_of(method);
  if (gateway == "wechatpay") return store.wechat_account;
  if (gateway == "alipay") return store.alipay_account;
  return {};
}

// What will be sent, stored as it will be sent: a repeat under the same number must be identical. The code on
// a guest's phone lives a minute and is money: it is not stored.
std::string request_row(const v1::StartPaymentRequest& wanted, const StoreEntry& entry,
                        const std::string& callbacks_url) {
  const auto method = to_domain(wanted.method());
  const auto notify_url = callbacks_url + "/v1/notify/" + std::string(domain::gateway_of(method)) + "/" +
                          account_of(method, entry.store);
  return boost::json::serialize(boost::json::object{{"description", entry.store.name_zh + " 点餐"},
                                                    {"payer", wanted.payer().openid()},
                                                    {"store", number(entry.store.id)},
                                                    {"notify_url", notify_url}});
}

gateways::Method to_gateway(domain::PaymentMethod method) {
  switch (method) {
    case domain::PaymentMethod::wechat_jsapi: return gateways::Method::wechat_jsapi;
    case domain::PaymentMethod::wechat_native: return gateways::Method::wechat_native;
    case domain::PaymentMethod::wechat_code: return gateways::Method::wechat_code;
    case domain::PaymentMethod::alipay_precreate: return gateways::Method::alipay_precreate;
    case domain::PaymentMethod::alipay_code: return gateways::Method::alipay_code;
    case domain::PaymentMethod::cash: break;
  }
  std::abort();
}

// Either the attempt, or the open payments that stand in its way.
struct Begun {
  std::optional<Attempt> attempt;
  std::vector<domain::Payment> in_the_way;
};

// Money that no gateway knows of: somebody says that it is in the till.
void record_cash(postgres::Session& session, pqxx::transaction_base& transaction, const Wish& wish,
                 const Begun& begun) {
  const bool taken = begun.attempt && !begun.attempt->known_before;
  if (!taken || wish.payment.method != domain::PaymentMethod::cash) return;
  const auto& payment = begun.attempt->payment;
  postgres::record_act(
      session, transaction, wish.actor,
      {wish.order.store(),
       "cash.taken",
       wish.order.text(),
       {{"payment_id", payment.id.text()}, {"amount", std::to_string(payment.amount.fen())}}});
}

domain::Result<Begun> begin(domain::Family& family, const Wish& wish) {
  if (!wish.guest.empty() && family.order.owner != wish.guest)
    return Error{ErrorCode::not_found, "no such order"};
  for (const auto& payment : family.payments)
    if (payment.idempotency_digest == wish.payment.idempotency_digest) {
      if (payment.fingerprint != wish.payment.fingerprint)
        return Error{ErrorCode::idempotency_key_reused, "this key started another payment before"};
      return Begun{Attempt{wish.order, payment, true}, {}};
    }
  Begun begun;
  for (const auto id : domain::superseded(family)) begun.in_the_way.push_back(*family.find(id));
  auto started = domain::start_payment(family, wish.payment, wish.queries, moment());
  if (!started && started.error().code == ErrorCode::in_progress) return begun;
  if (!started) return started.error();
  return Begun{Attempt{wish.order, *family.find(*started), false}, {}};
}

// What the gateway said, and the first answer with it. Answers the payment as it then stands.
domain::Payment take_answer(domain::Family& family, domain::PaymentId id,
                            const domain::PaymentEvidence& evidence,
                            const std::optional<gateways::Action>& action,
                            const domain::QuerySchedule& queries) {
  auto& payment = *family.find(id);
  domain::settle(family, payment, evidence, queries, moment());
  const bool answered = payment.action.size() > 2;
  if (action && !answered) {
    auto first = to_wire(payment, family.order.id);
    auto& next = *first.mutable_action();
    next.set_kind(action->kind);
    next.set_code_url(action->code_url);
    next.set_trade_no(action->trade_no);
    for (const auto& [name, value] : action->client_parameters)
      (*next.mutable_client_parameters())[name] = value;
    payment.action = web::to_json(first);
    domain::touch(payment.version);
  }
  return payment;
}

asio::awaitable<domain::Result<domain::Payment>> remember(Ingest& ingest, Attempt attempt,
                                                          domain::PaymentEvidence evidence,
                                                          std::optional<gateways::Action> action,
                                                          postgres::Because because, Deadline deadline) {
  auto decide = [=, id = attempt.payment.id,
                 queries = ingest.config.queries](domain::Family& family) -> domain::Result<domain::Payment> {
    return take_answer(family, id, evidence, action, queries);
  };
  auto stored = co_await ingest.families.run(attempt.order, because, std::move(decide), deadline);
  if (stored) ingest.wakes.wake(attempt.order.store(), redis::WakeTopic::events);
  co_return stored;
}

gateways::Deadline gateway_deadline(const Ingest& ingest) {
  return std::chrono::steady_clock::now() + ingest.config.gateway_deadline;
}

domain::PaymentEvidence finding(domain::PaymentFinding found, const gateways::CallFailure& failure) {
  domain::PaymentEvidence evidence;
  evidence.finding = found;
  evidence.code = failure.code;
  return evidence;
}

// Closes what stands in the way, and stores what the gateway said of it.
asio::awaitable<domain::Result<void>> clear_way(Ingest& ingest, domain::OrderId order, domain::Payment open,
                                                postgres::Because because, Deadline deadline) {
  const auto gateway = ingest.gateways.find(open.account);
  if (!gateway) co_return Error{ErrorCode::gateway_unavailable, "no such gateway account"};
  auto closed = co_await gateway->close(open.id.text(), to_gateway(open.method), gateway_deadline(ingest));
  const auto* done = std::get_if<gateways::Closed>(&closed);
  if (done == nullptr)
    co_return Error{ErrorCode::outcome_unknown, "an earlier payment could not be closed yet"};
  const Attempt earlier{order, open, true};
  auto stored = co_await remember(ingest, earlier, done->evidence, std::nullopt, because, deadline);
  if (!stored) co_return stored.error();
  if (domain::open(stored->status))
    co_return Error{ErrorCode::outcome_unknown, "an earlier payment could not be closed yet"};
  co_return domain::Result<void>{};
}

asio::awaitable<domain::Result<Attempt>> begin_attempt(Ingest& ingest, Wish wish, Deadline deadline) {
  for (int round = 1; round <= rounds_max; ++round) {
    auto decide = [wish](domain::Family& family) { return begin(family, wish); };
    auto also = [wish](postgres::Session& session, pqxx::transaction_base& transaction, const Begun& begun) {
      record_cash(session, transaction, wish, begun);
    };
    auto begun =
        co_await ingest.families.run(wish.order, wish.because, std::move(decide), std::move(also), deadline);
    if (!begun) co_return begun.error();
    if (begun->attempt) co_return std::move(*begun->attempt);
    for (const auto& open : begun->in_the_way) {
      auto cleared = co_await clear_way(ingest, wish.order, open, wish.because, deadline);
      if (!cleared) co_return cleared.error();
    }
  }
  co_return Error{ErrorCode::in_progress, "other payments of this order keep being started"};
}

gateways::CreatePayment creation(const Attempt& attempt, const std::string& auth_code) {
  const auto row = boost::json::parse(attempt.payment.request).as_object();
  gateways::CreatePayment create;
  create.method = to_gateway(attempt.payment.method);
  create.out_trade_no = attempt.payment.id.text();
  create.amount = attempt.payment.amount;
  create.description = row.at("description").as_string().c_str();
  create.payer = row.at("payer").as_string().c_str();
  create.auth_code = auth_code;
  create.expires_at = attempt.payment.created_at + gateway_lifetime;
  create.notify_url = row.at("notify_url").as_string().c_str();
  create.store_reference = std::to_string(row.at("store").as_int64());
  return create;
}

// Takes the attempt to its gateway, or asks what became of it there, and stores the result.
asio::awaitable<domain::Result<domain::Payment>> at_gateway(Ingest& ingest, Attempt attempt,
                                                            std::string auth_code, postgres::Because because,
                                                            Deadline deadline) {
  const auto gateway = ingest.gateways.find(attempt.payment.account);
  if (!gateway) co_return Error{ErrorCode::gateway_unavailable, "no such gateway account"};
  const bool ask =
      attempt.known_before && domain::scanned_by_us(attempt.payment.method);  // never charge a code twice
  if (!ask) {
    auto request = creation(attempt, auth_code);
    auto created = co_await gateway->create(std::move(request), gateway_deadline(ingest));
    if (auto* done = std::get_if<gateways::Created>(&created)) {
      auto stored = co_await remember(ingest, attempt, done->evidence, done->action, because, deadline);
      co_return stored;
    }
    const auto failure = std::get<gateways::CallFailure>(created);
    telemetry::log(telemetry::Level::warn, "payment not created",
                   {{"payment_id", attempt.payment.id.text()},
                    {"code", failure.code},
                    {"gateway_request_id", failure.request_id}});
    using Class = gateways::CallClass;
    if (failure.call_class == Class::not_executed)
      co_return Error{ErrorCode::gateway_unavailable, "nothing was done at the gateway"};
    if (failure.call_class == Class::refused || failure.call_class == Class::user_action) {
      const auto failed = finding(domain::PaymentFinding::failed, failure);
      auto stored = co_await remember(ingest, attempt, failed, std::nullopt, because, deadline);
      if (!stored) co_return stored.error();
      co_return Error{ErrorCode::payment_refused,
                      failure.call_class == Class::user_action ? failure.message : failure.code};
    }
  }
  auto answer = co_await gateway->query(attempt.payment.id.text(), to_gateway(attempt.payment.method),
                                        gateway_deadline(ingest));
  auto evidence = domain::PaymentEvidence{};
  if (auto* known = std::get_if<domain::PaymentEvidence>(&answer)) evidence = *known;
  std::optional<gateways::Action> action;
  if (evidence.finding == domain::PaymentFinding::paid) action = gateways::Action{.kind = "none"};
  auto stored = co_await remember(ingest, attempt, evidence, action, because, deadline);
  if (!stored) co_return stored.error();
  if (!action && domain::open(stored->status))
    co_return Error{ErrorCode::outcome_unknown, "the gateway has not said what became of it"};
  co_return stored;
}

web::Reply created(const web::Request& request, const v1::Payment& payment, bool replayed) {
  v1::StartPaymentResponse response;
  *response.mutable_payment() = payment;
  auto reply = web::reply(request, 201, response);
  reply.with("Location", "/v1/orders/" + payment.order_id());
  if (replayed) reply.with("Idempotent-Replayed", "true");
  return reply;
}

// The first answer as it was given; none while the gateway has not been heard.
std::optional<v1::Payment> first_answer(const domain::Payment& payment) {
  v1::Payment first;
  if (payment.action.size() <= 2 || !web::from_json(payment.action, first)) return std::nullopt;
  return first;
}

// The answer for good to a key whose payment ended before its code was handed out: closed because the time to
// pay had passed or another one was started meanwhile, or failed at its gateway. Asking again could change
// nothing.
Error ended(const domain::Payment& payment) {
  if (payment.status == domain::PaymentStatus::failed) return {ErrorCode::payment_refused, payment.failure};
  return {ErrorCode::state_conflict, "this payment was " + std::string(name(payment.status)) +
                                         " before its code was handed out; start another with a new key"};
}

}  // namespace

asio::awaitable<web::Reply> start_payment(web::Request& request, Principal caller, Ingest& ingest) {
  const auto key = web::idempotency_key(request);
  if (!key) co_return web::problem(key.error(), request);
  v1::StartPaymentRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  auto order = co_await own_order(request, caller, ingest);
  if (!order) co_return web::problem(order.error(), request);
  auto entry = co_await ingest.directory.find(order->store(), request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  if (auto checked = check(wanted, caller, **entry); !checked)
    co_return web::problem(checked.error(), request);

  const auto method = to_domain(wanted.method());
  const auto claim = claim_of(order->store(), caller, request.route, *key, order->text(), wanted);
  const Wish wish{
      *order,
      {method, account_of(method, (*entry)->store), request_row(wanted, **entry, ingest.config.callbacks_url),
       claim.digest, claim.fingerprint},
      caller.kind == PrincipalKind::guest ? caller.name : "",
      {domain::Cause::request, request.request_id, request.trace_id},
      ingest.config.queries,
      actor_of(request, caller)};
  auto attempt = co_await begin_attempt(ingest, wish, request.deadline);
  if (!attempt) co_return web::problem(attempt.error(), request);
  ingest.wakes.wake(order->store(), redis::WakeTopic::events);
  if (attempt->known_before)
    if (const auto first = first_answer(attempt->payment)) co_return created(request, *first, true);
  if (method == domain::PaymentMethod::cash)
    co_return created(request, to_wire(attempt->payment, *order), attempt->known_before);
  const auto status = attempt->payment.status;
  if (status == domain::PaymentStatus::failed || status == domain::PaymentStatus::closed)
    co_return web::problem(ended(attempt->payment), request);

  ingest.metrics.payments_started_total.Increment();
  auto paid = co_await at_gateway(ingest, *attempt, wanted.auth_code(), wish.because, request.deadline);
  if (!paid) co_return web::problem(paid.error(), request);
  const auto first = first_answer(*paid);
  if (!first) co_return web::problem(ended(*paid), request);
  co_return created(request, *first, attempt->known_before);
}

}  // namespace lunchrush::ingest
