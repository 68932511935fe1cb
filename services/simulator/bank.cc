#include "services/simulator/bank.h"

#include "services/crypto/digest.h"
#include "services/simulator/numbers.h"

namespace lunchrush::simulator {
namespace {

bool waits_for_a_user(const Trade& trade) { return trade.product != "codepay" && trade.product != "pay"; }

std::string new_payer(const Trade& trade) {
  return trade.gateway == GatewayKind::alipay ? alipay_buyer_id() : wechat_openid();
}

std::string new_transaction_id(const Trade& trade, domain::Instant now) {
  return trade.gateway == GatewayKind::alipay ? alipay_trade_no(now) : wechat_transaction_id(now);
}

// Where this would be told, if the gateway tells it at all (payment-gateways: 1.4, 2.4, 2.6).
std::string_view url_for(const Trade& trade, EventKind kind, const Refund* refund) {
  if (trade.gateway == GatewayKind::wechatpay) {
    if (kind == EventKind::refund) return refund->notify_url;
    return kind == EventKind::payment && trade.product != "codepay" ? trade.notify_url : std::string_view{};
  }
  const bool tells_the_end = trade.product == "create";  // face to face products tell TRADE_SUCCESS only
  const bool fully_refunded = kind == EventKind::refund && trade.refunded_fen() >= trade.amount_fen;
  if ((kind == EventKind::closed || fully_refunded) && !tells_the_end) return {};
  return trade.notify_url;
}

}  // namespace

std::optional<Event> Bank::event_for(const Trade& trade, EventKind kind, const Refund* refund) const {
  const auto url = url_for(trade, kind, refund);
  if (url.empty()) return std::nullopt;
  Event event;
  event.created_at = clock_.now();
  event.id = trade.gateway == GatewayKind::alipay ? alipay_notify_id(event.created_at) : random_uuid();
  event.kind = kind;
  event.account = trade.account;
  event.out_trade_no = trade.out_trade_no;
  if (refund) event.out_refund_no = refund->out_refund_no;
  event.url = std::string(url);
  return event;
}

void Bank::resume() {
  for (const auto& [trade, index] : ledger_.refunds_under_way()) {
    if (trade->refunds[index].outcome != RefundState::processing) settle_later(*trade, index, refund_delay_);
  }
}

Trade& Bank::open(Trade draft) {
  Trade& trade = ledger_.add(std::move(draft));
  metrics_.trades.Set(static_cast<double>(ledger_.trades()));
  const bool lucky =
      autopay_.rate > 0 && static_cast<double>(crypto::random_u64() >> 11) * 0x1.0p-53 < autopay_.rate;
  if (lucky && waits_for_a_user(trade))
    schedule_.after_real(autopay_.after, [this, &trade] { pay(trade, {}); });
  return trade;
}

void Bank::scan(Trade& trade) {
  if (trade.state_at(clock_.now()) != TradeState::unscanned) return;
  trade.state = TradeState::open;
  trade.transaction_id = new_transaction_id(trade, clock_.now());
  ledger_.save(trade);
}

PayVerdict Bank::pay(Trade& trade, const PayOrder& order) {
  const auto now = clock_.now();
  const auto verdict = judge_pay(trade, order.force, now);
  if (verdict != PayVerdict::pays) return verdict;
  trade.state = TradeState::paid;
  trade.paid_at = now;
  trade.amount_fen = order.amount_fen.value_or(trade.amount_fen);
  if (!order.payer.empty()) trade.payer = order.payer;
  if (trade.payer.empty()) trade.payer = new_payer(trade);
  if (trade.transaction_id.empty()) trade.transaction_id = new_transaction_id(trade, now);
  const auto event = order.notify ? event_for(trade, EventKind::payment, nullptr) : std::nullopt;
  ledger_.save(trade, {BillLine{BillKind::pay, &trade, 0, trade.amount_fen, now}, event ? &*event : nullptr});
  metrics_.payments_total.Increment();
  if (event) notifier_.enqueue(*event);
  return verdict;
}

void Bank::end(Trade& trade, TradeState state) {
  trade.state = state;
  if (state != TradeState::finished) trade.closed_at = clock_.now();
  const auto kind = state == TradeState::finished ? EventKind::finished : EventKind::closed;
  const auto event = event_for(trade, kind, nullptr);
  ledger_.save(trade, {std::nullopt, event ? &*event : nullptr});
  if (event) notifier_.enqueue(*event);
}

Refund& Bank::refund(Trade& trade, NewRefund request, const std::optional<RefundScript>& script) {
  Refund refund;
  refund.out_refund_no = std::move(request.out_refund_no);
  refund.refund_id = std::move(request.refund_id);
  refund.reason = std::move(request.reason);
  refund.notify_url = request.notify_url;
  refund.fingerprint = request.fingerprint;
  refund.amount_fen = request.amount_fen;
  refund.created_at = clock_.now();
  refund.asked_ticks = clock_.ticks();
  refund.outcome =
      script ? (script->for_ever ? RefundState::processing : script->outcome) : RefundState::success;
  const auto index = trade.refunds.size();
  trade.refunds.push_back(std::move(refund));
  ledger_.save(trade);
  if (request.at_once && !script) {
    settle(trade, index);
  } else if (trade.refunds[index].outcome != RefundState::processing) {
    const bool scripted_wait = script && script->after;
    settle_later(trade, index, scripted_wait ? clock_.ticks_in(*script->after) : Clock::Ticks{refund_delay_});
  }
  return trade.refunds[index];
}

void Bank::settle_later(Trade& trade, std::size_t index, Clock::Ticks wait) {
  schedule_.after(wait, [this, &trade, index] { settle(trade, index); });
}

void Bank::settle(Trade& trade, std::size_t index) {
  Refund& refund = trade.refunds[index];
  const auto now = clock_.now();
  refund.state = refund.outcome;
  refund.settled_at = now;
  Consequence consequence;
  if (refund.state == RefundState::success) {
    consequence.bill = BillLine{BillKind::refund, &trade, index, refund.amount_fen, now};
    metrics_.refunds_total.Increment();
  }
  const bool told = trade.gateway == GatewayKind::wechatpay || refund.state == RefundState::success;
  const auto event = told ? event_for(trade, EventKind::refund, &refund) : std::nullopt;
  consequence.event = event ? &*event : nullptr;
  ledger_.save(trade, consequence);
  if (event) notifier_.enqueue(*event);
}

void Bank::notice_query(Trade& trade) {
  if (trade.state != TradeState::paying) return;
  if (trade.queries_left-- > 0) return ledger_.save(trade);
  if (trade.succeeds) {
    pay(trade, {});
  } else {
    end(trade, TradeState::failed);
  }
}

std::chrono::seconds Bank::since_last_refund(const Trade& trade) const {
  if (trade.refunds.empty() || !trade.refunds.back().asked_ticks) return std::chrono::seconds::max();
  return std::chrono::duration_cast<std::chrono::seconds>(clock_.ticks() - *trade.refunds.back().asked_ticks);
}

}  // namespace lunchrush::simulator
