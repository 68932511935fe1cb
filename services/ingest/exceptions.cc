// GET /v1/stores/{id}/exceptions and POST /v1/notifications/{id}/{command}: what needs a person, and what one
// can do about a message of a gateway that nobody could place.
#include "services/postgres/exceptions.h"

#include "proto/lunchrush/v1/reports.pb.h"
#include "services/ingest/answers.h"
#include "services/ingest/audit.h"
#include "services/ingest/business_day.h"
#include "services/ingest/query.h"
#include "services/ingest/reports.h"
#include "services/ingest/wire.h"

namespace lunchrush::ingest {
namespace {

using domain::ErrorCode;

constexpr std::chrono::days done_shown_for{7};

// As an order shows them: the one mapping there is (wire.h).
v1::PaymentStatus shown(domain::PaymentStatus status) {
  domain::Payment payment;
  payment.status = status;
  return to_wire(payment, {}).status();
}
v1::PaymentMethod shown(domain::PaymentMethod method) {
  domain::Payment payment;
  payment.method = method;
  return to_wire(payment, {}).method();
}

void show(v1::OrderInShort& out, const postgres::OrderInShort& order) {
  out.set_id(order.id.text());
  out.set_status(static_cast<v1::OrderStatus>(static_cast<int>(order.status) + 1));  // as wire.cc does
  if (order.pickup_number != 0) out.set_pickup_number(std::to_string(order.pickup_number));
}

template <class Matter>
void show_acts(Matter& out, const std::vector<postgres::HumanAct>& acts) {
  for (const auto& act : acts) {
    auto& item = *out.add_acts();
    set_time(*item.mutable_at(), act.at);
    item.set_principal(act.principal);
    item.set_act(act.act);
    item.set_reason(act.reason);
  }
}

void show(v1::PaymentsInState& out, const postgres::PaymentsInState& state) {
  out.set_status(shown(state.status));
  out.set_payments(state.payments);
  out.set_amount(state.amount.fen());
  set_time(*out.mutable_oldest_at(), state.oldest);
}

void show(v1::Conflict& out, const postgres::Conflict& conflict) {
  show(*out.mutable_order(), conflict.order);
  out.set_payment_id(conflict.payment.text());
  out.set_method(shown(conflict.method));
  out.set_amount(conflict.amount.fen());
  out.set_received(conflict.received.fen());
  set_time(*out.mutable_at(), conflict.at);
  out.set_why(conflict.why);
  out.set_refundable(conflict.refundable.fen());
  out.set_returned(conflict.returned.fen());
  show_acts(out, conflict.acts);
}

void show(v1::Return& out, const postgres::Return& back) {
  domain::Refund refund;
  refund.id = back.refund;
  refund.payment = back.payment;
  refund.status = back.status;
  refund.amount = back.amount;
  refund.cause = back.cause;
  refund.reason = back.reason;
  refund.created_at = back.at;
  show(*out.mutable_order(), back.order);
  *out.mutable_refund() = to_wire(refund, back.order.id);
  out.set_failure(back.failure);
  out.set_requested_by(back.requested_by);
  out.set_redone(back.redone);
  out.set_method(shown(back.method));
  out.set_payment_status(shown(back.payment_status));
  out.set_refundable(back.refundable.fen());
  show_acts(out, back.acts);
}

void show(v1::UnsettledNotification& out, const postgres::UnsettledNotification& message) {
  out.set_id(message.id.text());
  out.set_account(message.account);
  out.set_kind(message.kind);
  out.set_status(message.status);
  out.set_number(message.number);
  out.set_gateway_number(message.gateway_number);
  out.set_amount(message.amount.fen());
  out.set_finding(message.finding);
  out.set_failure(message.failure);
  out.set_attempts(message.attempts);
  out.set_deliveries(message.deliveries);
  set_time(*out.mutable_at(), message.at);
  if (message.next_attempt_at) set_time(*out.mutable_next_attempt_at(), *message.next_attempt_at);
  out.set_of_no_store(number(message.id.store()) == 0);
  show_acts(out, message.acts);
}

postgres::ExceptionFilter filter_of(const postgres::Store& store, const std::string& date,
                                    const Principal& caller) {
  const auto day = business_day(store, *calendar_date(date));
  postgres::ExceptionFilter filter{store.id, day.begins, day.ends, day.begins - done_shown_for};
  // Messages of no store belong to the whole merchant, and so to those who may see all of it.
  if (!caller.stores.empty()) return filter;
  for (const auto& account : {store.wechat_account, store.alipay_account})
    if (!account.empty()) filter.accounts.push_back(account);
  return filter;
}

}  // namespace

asio::awaitable<web::Reply> get_exceptions(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto date = business_date((*entry)->store, now());
  auto work = [filter = filter_of((*entry)->store, date, caller)](postgres::Session& session) {
    return postgres::read_exceptions(session, filter);
  };
  const auto found = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!found) co_return web::problem(found.error(), request);
  v1::ExceptionsResponse response;
  response.set_store_id(number(*store));
  response.set_business_date(date);
  set_time(*response.mutable_server_time(), now());
  for (const auto& state : found->payments) show(*response.add_payments(), state);
  for (const auto& conflict : found->conflicts) show(*response.add_conflicts(), conflict);
  for (const auto& back : found->returns) show(*response.add_returns(), back);
  for (const auto& message : found->notifications) show(*response.add_notifications(), message);
  co_return web::reply(request, 200, response);
}

namespace {

std::optional<postgres::NotificationCommand> command_of(std::string_view name) {
  if (name == "retry") return postgres::NotificationCommand::retry;
  if (name == "give-up") return postgres::NotificationCommand::give_up;
  return std::nullopt;
}

}  // namespace

asio::awaitable<web::Reply> command_notification(web::Request& request, Principal caller, Ingest& ingest) {
  const auto id = id_parameter<domain::NotificationId>(request);
  if (!id) co_return web::problem(id.error(), request);
  const auto command = command_of(request.parameter("command").value_or(""));
  if (!command)
    co_return web::problem({ErrorCode::not_found, "a notification knows retry and give-up"}, request);
  v1::CommandNotificationRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  auto entry = co_await own_store(ingest.directory, id->store(), caller, request.deadline);
  if (!entry && entry.error().code == ErrorCode::not_found)
    co_return web::problem({ErrorCode::not_found, "no such notification"}, request);
  if (!entry) co_return web::problem(entry.error(), request);
  auto work = [id = *id, command = *command, reason = wanted.reason(),
               actor = actor_of(request, caller)](postgres::Session& session) {
    return postgres::command_notification(session, id, command, reason, actor);
  };
  const auto done = co_await ingest.commands.run(std::move(work), request.deadline);
  if (!done) co_return web::problem(done.error(), request);
  v1::CommandNotificationResponse response;
  response.set_id(id->text());
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
