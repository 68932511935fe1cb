#include "services/simulator/alipay/notification.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/simulator/alipay/form.h"
#include "services/simulator/alipay/trade_view.h"
#include "services/simulator/beijing.h"
#include "services/simulator/numbers.h"

namespace lunchrush::simulator::alipay {
namespace {

constexpr std::string_view other_seller = "2088000000000000";
constexpr std::string_view other_app = "2021000000000000";

std::string with_milliseconds(domain::Instant at) {
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(
      at - std::chrono::floor<std::chrono::seconds>(at));
  return fmt::format("{}.{:03}", to_beijing(at), rest.count());
}

std::string_view status_of(const Trade& trade, EventKind kind, domain::Instant now) {
  switch (kind) {
    case EventKind::payment: return "TRADE_SUCCESS";
    case EventKind::refund: return trade_status(trade, now);
    case EventKind::finished: return "TRADE_FINISHED";
    case EventKind::closed: return "TRADE_CLOSED";
  }
  return "";
}

void add_money(Parameters& out, const Trade& trade, std::int64_t amount_fen) {
  out["total_amount"] = yuan(amount_fen);
  if (!trade.paid_at) return;
  out["gmt_payment"] = to_beijing(*trade.paid_at);
  for (const auto name : {"receipt_amount", "invoice_amount", "buyer_pay_amount"})
    out[name] = yuan(amount_fen);
  out["point_amount"] = "0.00";
  out["fund_bill_list"] = R"([{"amount":")" + yuan(amount_fen) + R"(","fundChannel":"ALIPAYACCOUNT"}])";
}

void add_refund(Parameters& out, const Trade& trade, const Event& event) {
  const auto found = std::find_if(trade.refunds.begin(), trade.refunds.end(), [&](const Refund& refund) {
    return refund.out_refund_no == event.out_refund_no;
  });
  out["out_biz_no"] = event.out_refund_no;
  out["refund_fee"] = yuan(trade.refunded_fen());  // of all refunds so far, not of this one
  if (found == trade.refunds.end() || !found->settled_at) return;
  out["gmt_refund"] = with_milliseconds(*found->settled_at);
  if (trade.refunded_fen() >= trade.amount_fen) out["gmt_close"] = to_beijing(*found->settled_at);
}

Parameters parameters_of(const AlipayAccount& account, const Trade& trade, const Event& event,
                         const Variation& variation, domain::Instant now) {
  const std::string app_id(variation.wrong_app ? other_app : std::string_view(account.app_id));
  Parameters out{{"notify_time", to_beijing(now)},
                 {"notify_type", "trade_status_sync"},
                 {"notify_id", event.id},
                 {"app_id", app_id},
                 {"auth_app_id", app_id},
                 {"charset", "utf-8"},
                 {"version", "1.0"},
                 {"sign_type", "RSA2"},
                 {"trade_no", trade.transaction_id},
                 {"out_trade_no", trade.out_trade_no},
                 {"seller_id",
                  std::string(variation.wrong_account ? other_seller : std::string_view(account.seller_id))},
                 {"trade_status", std::string(status_of(trade, event.kind, now))},
                 {"subject", trade.description},
                 {"gmt_create", to_beijing(trade.created_at)}};
  if (!trade.attach.empty()) out["passback_params"] = trade.attach;
  if (!trade.payer.empty()) {
    out["buyer_logon_id"] = buyer_logon_id(trade);
    out[buyer_member(trade) == "buyer_open_id" ? "buyer_open_id" : "buyer_id"] = trade.payer;
  }
  add_money(out, trade, variation.amount_fen.value_or(trade.amount_fen));
  if (event.kind == EventKind::refund) add_refund(out, trade, event);
  if (variation.unknown_order) out["out_trade_no"] = "nobody_" + random_letters(20);
  if (event.kind == EventKind::closed && trade.closed_at) out["gmt_close"] = to_beijing(*trade.closed_at);
  return out;
}

}  // namespace

Letter compose(const AlipayAccount& account, const Trade& trade, const Event& event,
               const Variation& variation, domain::Instant now) {
  auto parameters = parameters_of(account, trade, event, variation, now);
  const auto tamper = variation.spoiling.tamper;
  // Key mode has one key: a stranger's signature, a probe and an unknown serial all come down to a wrong
  // signature.
  const bool wrong = tamper == Tamper::forged || tamper == Tamper::probe || tamper == Tamper::unknown_serial;
  const auto message = string_to_sign(parameters, SignType::left_out);
  if (tamper != Tamper::unsigned_)
    parameters["sign"] = account.alipay_key.sign_base64(wrong ? message + "&" : message);
  if (tamper == Tamper::altered) parameters["subject"] += "!";
  if (tamper == Tamper::downgraded) parameters["sign_type"] = "RSA";
  const auto body = tamper == Tamper::empty_body ? std::string{} : to_form(parameters);
  return {"application/x-www-form-urlencoded; charset=utf-8", {}, body};
}

}  // namespace lunchrush::simulator::alipay
