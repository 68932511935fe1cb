// What the gateway knows of one payment and of its refunds, for both protocols. Each protocol's own words for
// a state are made at its edge (wechatpay/trade_view.cc, alipay/trade_view.cc).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/time.h"

namespace lunchrush::simulator {

enum class GatewayKind { wechatpay, alipay };

enum class TradeState {
  unscanned,  // Alipay precreate: a code was handed out, the trade does not exist yet
  voided,     // that code was cancelled before anybody scanned it, or a number nobody created was closed
  open,       // can be paid
  paying,     // code payment: the user must confirm on the phone
  paid,
  finished,  // Alipay: paid, no longer refundable
  closed,    // unpaid for good
  revoked,   // WeChat code payment, reversed
  failed,    // code payment refused by the user or the bank
};

enum class RefundState { processing, success, closed, abnormal };

// 128 bits of the digest of a request's values: what "the same request again" is judged by.
using Fingerprint = std::array<char, 16>;

struct Refund {
  std::string out_refund_no;
  std::string refund_id;
  std::string reason;
  std::string_view notify_url;  // interned
  Fingerprint fingerprint{};
  std::int64_t amount_fen = 0;
  RefundState state = RefundState::processing;
  RefundState outcome = RefundState::success;  // what it will come to
  domain::Instant created_at{};
  std::optional<domain::Instant> settled_at;
  std::optional<std::chrono::microseconds> asked_ticks;  // on the simulated clock; unknown after a restart
};

struct Trade {
  GatewayKind gateway{};
  std::string_view account;  // interned, as all views here
  std::string_view product;  // native, jsapi, app, h5, codepay; precreate, create, pay
  std::string_view app_id;   // WeChat's appid of this order
  std::string_view notify_url;
  std::string_view attach;  // attach, passback_params
  std::string out_trade_no;
  std::string description;
  std::string payer;           // openid, buyer_id or buyer_open_id
  std::string code;            // names it at the cashier: of the code_url, the QR code, or the prepay_id
  std::string transaction_id;  // empty until the gateway gives one
  Fingerprint fingerprint{};
  std::int64_t amount_fen = 0;
  TradeState state = TradeState::open;
  bool succeeds = true;  // paying: how it ends
  int queries_left = 0;  // paying: how many queries still see it so
  domain::Instant created_at{};
  domain::Instant expires_at{};  // the trade's own end
  domain::Instant code_expires_at{};
  std::optional<domain::Instant> paid_at;
  std::optional<domain::Instant> closed_at;
  std::vector<Refund> refunds;

  bool is_paid() const { return state == TradeState::paid || state == TradeState::finished; }
  std::int64_t refunded_fen() const;  // succeeded
  std::int64_t reserved_fen() const;  // succeeded or under way
  // Open trades end by themselves; nobody writes that down until somebody looks.
  TradeState state_at(domain::Instant now) const;
};

std::string_view name_of(GatewayKind gateway);  // "wechatpay" | "alipay"
std::string_view name_of(TradeState state);
std::string_view name_of(RefundState state);
std::optional<GatewayKind> gateway_named(std::string_view name);
std::optional<TradeState> trade_state_named(std::string_view name);
std::optional<RefundState> refund_state_named(std::string_view name);

}  // namespace lunchrush::simulator
