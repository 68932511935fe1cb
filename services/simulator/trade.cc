#include "services/simulator/trade.h"

#include <utility>

namespace lunchrush::simulator {
namespace {

template <class E, std::size_t N>
using Names = std::array<std::pair<E, std::string_view>, N>;

constexpr Names<GatewayKind, 2> gateways{
    {{GatewayKind::wechatpay, "wechatpay"}, {GatewayKind::alipay, "alipay"}}};
constexpr Names<TradeState, 9> trade_states{{{TradeState::unscanned, "unscanned"},
                                             {TradeState::voided, "voided"},
                                             {TradeState::open, "open"},
                                             {TradeState::paying, "paying"},
                                             {TradeState::paid, "paid"},
                                             {TradeState::finished, "finished"},
                                             {TradeState::closed, "closed"},
                                             {TradeState::revoked, "revoked"},
                                             {TradeState::failed, "failed"}}};
constexpr Names<RefundState, 4> refund_states{{{RefundState::processing, "processing"},
                                               {RefundState::success, "success"},
                                               {RefundState::closed, "closed"},
                                               {RefundState::abnormal, "abnormal"}}};

template <class E, std::size_t N>
std::string_view name_in(const Names<E, N>& names, E value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "unknown";
}

template <class E, std::size_t N>
std::optional<E> value_in(const Names<E, N>& names, std::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::int64_t Trade::refunded_fen() const {
  std::int64_t sum = 0;
  for (const auto& refund : refunds) {
    if (refund.state == RefundState::success) sum += refund.amount_fen;
  }
  return sum;
}

std::int64_t Trade::reserved_fen() const {
  std::int64_t sum = 0;
  for (const auto& refund : refunds) {
    if (refund.state != RefundState::closed) sum += refund.amount_fen;
  }
  return sum;
}

TradeState Trade::state_at(domain::Instant now) const {
  if (state == TradeState::open && now >= expires_at) return TradeState::closed;
  if (state == TradeState::unscanned && now >= code_expires_at) return TradeState::voided;
  return state;
}

std::string_view name_of(GatewayKind gateway) { return name_in(gateways, gateway); }
std::string_view name_of(TradeState state) { return name_in(trade_states, state); }
std::string_view name_of(RefundState state) { return name_in(refund_states, state); }
std::optional<GatewayKind> gateway_named(std::string_view name) { return value_in(gateways, name); }
std::optional<TradeState> trade_state_named(std::string_view name) { return value_in(trade_states, name); }
std::optional<RefundState> refund_state_named(std::string_view name) { return value_in(refund_states, name); }

}  // namespace lunchrush::simulator
