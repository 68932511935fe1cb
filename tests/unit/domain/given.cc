#include "tests/unit/domain/given.h"

#include <memory>

#include "services/domain/kitchen.h"

namespace lunchrush::domain::given {

using namespace std::chrono_literals;

Instant noon() { return std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 4h; }

Moment at(Instant now) {
  static std::uint64_t drawn = 0;  // ids differ; which ones they are, no test asks
  return {now, [] { return ++drawn; }};
}

namespace {

OrderLine line(std::string sku, std::string station, int quantity, Money price) {
  OrderLine made{sku, sku, quantity, price, {}, Money{price.fen() * quantity}, "", std::move(station), {}};
  return made;
}

Family family() {
  Family made;
  auto& order = made.order;
  order.id = {Uuid::v7(noon(), at(noon()).entropy(), store)};
  order.store = store;
  order.version = {1, 1};
  order.lines = {line("gongbao", "wok", 1, Money{1800}), line("cola", "drinks", 2, Money{200})};
  order.total = total;
  order.owner = "guest:gst_1";
  order.business_date = "2026-11-21";
  order.created_at = order.updated_at = noon();
  made.intent.id = {Uuid::v7(noon(), at(noon()).entropy(), store)};
  made.intent.amount = total;
  made.intent.version = {1, 1};
  return made;
}

bool has_money(PaymentStatus status) {
  return status == PaymentStatus::succeeded || status == PaymentStatus::surplus ||
         status == PaymentStatus::refunded || status == PaymentStatus::conflict;
}

}  // namespace

Family prepay_order() {
  auto made = family();
  made.order.timing = PaymentTiming::prepay;
  made.order.expires_at = made.intent.expires_at = noon() + 15min;
  return made;
}

Family postpay_order() {
  auto made = family();
  made.order.timing = PaymentTiming::postpay;
  made.order.status = OrderStatus::accepted;
  made.order.pickup_number = 101;
  queue_tickets(made, at(noon()));
  stored(made);
  return made;
}

Family paid_order() {
  auto made = prepay_order();
  auto& payment = payment_in(made, PaymentStatus::submitted);
  settle(made, payment, evidence(payment, PaymentFinding::paid), schedule, after(60s));
  made.order.pickup_number = 101;
  stored(made);
  return made;
}

Payment& payment_in(Family& family, PaymentStatus status) {
  Payment payment;
  payment.id = {Uuid::v7(noon(), at(noon()).entropy(), store)};
  payment.method = PaymentMethod::wechat_native;
  payment.account = "wx";
  payment.status = status;
  payment.version = {2, 2};
  payment.amount = family.intent.amount;
  if (has_money(status)) payment.received = payment.amount;
  if (has_money(status)) payment.settled_at = noon();
  if (status == PaymentStatus::succeeded) payment.effective = true;
  if (open(status)) payment.next_query_at = noon() + 15s;
  payment.created_at = noon();
  return family.payments.emplace_back(std::move(payment));
}

void set(Family& family, IntentStatus intent, OrderStatus order) {
  family.intent.status = intent;
  family.order.status = order;
}

void stored(Family& family) {
  const auto load = [](Version& version) { version.loaded = version.now; };
  load(family.order.version);
  load(family.intent.version);
  for (auto& payment : family.payments) load(payment.version);
  for (auto& refund : family.refunds) load(refund.version);
  for (auto& ticket : family.tickets) load(ticket.version);
  for (auto& ticket : family.tickets) ticket.items_changed = false;
  family.transitions.clear();
}

PaymentEvidence evidence(const Payment& payment, PaymentFinding finding) {
  PaymentEvidence said;
  said.finding = finding;
  said.out_trade_no = payment.id.text();
  if (finding == PaymentFinding::failed) said.code = "PAYERROR";
  if (finding != PaymentFinding::paid) return said;
  said.transaction_id = "42000" + payment.id.text();
  said.amount = said.payer_amount = payment.amount;
  said.paid_at = noon() + 30s;
  return said;
}

RefundEvidence evidence(const Refund& refund, RefundFinding finding) {
  RefundEvidence said;
  said.finding = finding;
  said.out_refund_no = refund.id.text();
  said.refund_id = "50000" + refund.id.text();
  said.amount = refund.amount;
  return said;
}

}  // namespace lunchrush::domain::given
