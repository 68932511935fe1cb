#include "tests/integration/postgres/orders_made.h"

#include <exception>

#include "services/crypto/digest.h"
#include "services/domain/commands.h"
#include "services/domain/kitchen.h"
#include "services/domain/settlement.h"

namespace lunchrush::postgres::testing {

using namespace std::chrono_literals;

domain::Instant now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}
domain::Moment moment() {
  return {now(), [] { return crypto::random_u64(); }};
}
std::string digest_of(const std::string& text) { return crypto::sha256(text); }

namespace {

domain::Uuid new_id(domain::StoreId at) { return domain::Uuid::v7(now(), crypto::random_u64(), at); }

domain::Order order_of_wish(const Wanted& wanted) {
  domain::Order order;
  order.id = {new_id(wanted.at)};
  order.store = wanted.at;
  order.status = wanted.timing == domain::PaymentTiming::prepay ? domain::OrderStatus::awaiting_payment
                                                                : domain::OrderStatus::accepted;
  order.version = {1, 1};
  order.channel = domain::Channel::qr_scan;
  order.service = {domain::ServiceKind::dine_in, "A12", 2};
  order.lines = {
      {"gongbao",
       "宫保鸡丁🌶️",
       1,
       domain::Money{1800},
       {{"mild", "微辣", domain::Money{0}}},
       domain::Money{1800},
       "不要花生",
       "wok",
       {}},
      {"combo", "套餐", 2, domain::Money{200}, {}, domain::Money{400}, "", "", {{"tea", "茶", 2, "drinks"}}}};
  order.total = domain::Money{2200};
  order.timing = wanted.timing;
  order.note = wanted.note;
  order.client_order_no = wanted.client_order_no;
  order.owner = "guest:gst_1";
  order.business_date = "2026-11-21";
  order.created_at = order.updated_at = now();
  if (wanted.timing == domain::PaymentTiming::prepay) order.expires_at = order.created_at + 15min;
  return order;
}

}  // namespace

NewOrder order_for(const Wanted& wanted) {
  NewOrder made;
  made.order = order_of_wish(wanted);
  made.intent.id = {made.order.id.uuid};
  made.intent.amount = made.order.total;
  made.intent.version = {1, 1};
  made.intent.expires_at = made.order.expires_at;
  if (wanted.timing == domain::PaymentTiming::postpay)
    made.tickets = domain::tickets_for(made.order, moment());
  for (auto& ticket : made.tickets) ticket.version = {1, 1};
  made.merchant = merchant;
  made.menu_version = wanted.menu_version;
  made.idempotency_digest = digest_of(wanted.key);
  made.fingerprint = digest_of("what " + wanted.key + " asked for");
  made.request_id = "req-" + wanted.key;
  made.trace_id = "0af7651916cd43dd8448eb211c80319c";
  return made;
}

std::vector<domain::Result<Outcome>> place_orders(Session& session, std::span<const NewOrder> batch) {
  static Wariness wariness;
  std::vector<NewOrderPointer> orders;
  for (const auto& wanted : batch) orders.push_back(std::make_shared<NewOrder>(wanted));
  std::vector<domain::Result<Outcome>> outcomes;
  for (const auto& answer : postgres::place_orders(session, orders, wariness)) {
    if (answer)
      outcomes.emplace_back(Outcome{*answer->what, answer->replayed});
    else
      outcomes.emplace_back(answer.error());
  }
  return outcomes;
}

Outcome place(Session& session, const Wanted& wanted) {
  std::vector<NewOrder> batch{order_for(wanted)};
  auto answers = place_orders(session, batch);
  if (!answers.at(0)) throw std::runtime_error("not placed: " + answers[0].error().detail);
  return std::move(*answers[0]);
}

domain::PaymentId start_payment(Session& session, domain::OrderId order) {
  domain::PaymentId id;
  const auto key = "payment " + std::to_string(crypto::random_u64());
  const auto changed = change_family(
      session, order, {domain::Cause::request, "req-pay", ""},
      [&](domain::Family& family) -> domain::Result<void> {
        auto started = domain::start_payment(
            family, {domain::PaymentMethod::wechat_native, "wx", "{}", digest_of(key), digest_of("p")}, {},
            moment());
        if (!started) return started.error();
        id = *started;
        domain::PaymentEvidence open;
        open.finding = domain::PaymentFinding::open;
        domain::settle(family, *family.find(id), open, {}, moment());
        return {};
      });
  if (!changed) throw std::runtime_error("payment not started: " + changed.error().detail);
  return id;
}

domain::PaymentEvidence paid(domain::PaymentId payment, domain::Money amount) {
  domain::PaymentEvidence evidence;
  evidence.finding = domain::PaymentFinding::paid;
  evidence.out_trade_no = payment.text();
  evidence.transaction_id = "4200" + payment.text();
  evidence.amount = evidence.payer_amount = amount;
  return evidence;
}

void settle(Session& session, domain::OrderId order, const domain::PaymentEvidence& evidence) {
  const auto payment = domain::PaymentId::from_text(evidence.out_trade_no).value();
  const auto changed = change_family(session, order, {domain::Cause::notification, "ntf", ""},
                                     [&](domain::Family& family) -> domain::Result<void> {
                                       domain::settle(family, *family.find(payment), evidence, {}, moment());
                                       return {};
                                     });
  if (!changed) throw std::runtime_error("not settled: " + changed.error().detail);
}

domain::Family family_of(domain::OrderId order) {
  Session session(options());
  domain::Family found;
  const auto seen = change_family(session, order, {domain::Cause::worker, "", ""},
                                  [&](domain::Family& family) -> domain::Result<void> {
                                    found = family;
                                    return {};
                                  });
  if (!seen) throw std::runtime_error("no family: " + seen.error().detail);
  return found;
}

void at_once(std::size_t threads, const std::function<void(std::size_t)>& work) {
  std::barrier begin(static_cast<std::ptrdiff_t>(threads));
  std::vector<std::exception_ptr> failures(threads);
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i != threads; ++i)
      running.emplace_back([&, i] {
        begin.arrive_and_wait();
        try {
          work(i);
        } catch (...) {
          failures[i] = std::current_exception();
        }
      });
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

bool eventually(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

}  // namespace lunchrush::postgres::testing
