// POST /sim/pay, /sim/scan, /sim/autopay, GET /sim/trades/{out_trade_no}.
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/beijing.h"
#include "services/simulator/control/control.h"
#include "services/simulator/control/route.h"
#include "services/simulator/record.h"

namespace lunchrush::simulator::control {
namespace {

namespace json = boost::json;
using web::http::verb;

// "https://qr.alipay.com/bax01" and "weixin://wxpay/bizpayurl?pr=bax01" both name the code bax01.
std::string bare_code(const std::string& code) {
  const auto place = code.find_last_of("/=");
  return place == std::string::npos ? code : code.substr(place + 1);
}

Trade* find_trade(Ledger& ledger, const std::string& account, const std::string& out_trade_no) {
  return account.empty() ? ledger.find_anywhere(out_trade_no) : ledger.find(account, out_trade_no);
}

// By any of the names a trade has.
Trade* named_trade(Ledger& ledger, Members& members) {
  const auto account = members.text("account").value_or("");
  const auto number = members.text("out_trade_no"), code = members.text("code"),
             prepay_id = members.text("prepay_id");
  if (number) return find_trade(ledger, account, *number);
  if (code) return ledger.find_by_code(bare_code(*code));
  if (prepay_id) return ledger.find_by_code(*prepay_id);
  members.refuse("out_trade_no", "one of out_trade_no, code and prepay_id is required");
  return nullptr;
}

json::object describe(const Trade& trade, domain::Instant now) {
  json::object out = to_json(trade);
  out["state"] = name_of(trade.state_at(now));
  out["refunded_fen"] = trade.refunded_fen();
  out["cashier"] = "/cashier/" + trade.code;
  out["created_at"] = to_rfc3339(trade.created_at);
  if (trade.paid_at) out["paid_at"] = to_rfc3339(*trade.paid_at);
  return out;
}

Answer pay(Controls& controls, Members& members) {
  PayOrder order;
  order.payer = members.text("payer").value_or("");
  order.amount_fen = members.integer("amount_override", 1);
  order.force = members.flag("force").value_or(false) ? Force::yes : Force::no;
  order.notify = members.flag("notify").value_or(true);
  Trade* trade = named_trade(controls.desk.ledger, members);
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  if (!trade) return not_found("no such trade");
  switch (controls.desk.bank.pay(*trade, order)) {
    case PayVerdict::already_paid: return domain::Error{domain::ErrorCode::already_paid, "the trade is paid"};
    case PayVerdict::not_payable:
      return domain::Error{domain::ErrorCode::state_conflict, "the trade can no longer be paid"};
    case PayVerdict::pays: break;
  }
  return describe(*trade, controls.clock.now());
}

Answer scan(Controls& controls, Members& members) {
  Trade* trade = named_trade(controls.desk.ledger, members);
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  if (!trade) return not_found("no such trade");
  controls.desk.bank.scan(*trade);
  return describe(*trade, controls.clock.now());
}

// The user presses Cancel while a code payment waits for the password.
Answer give_up(Controls& controls, Members& members) {
  Trade* trade = named_trade(controls.desk.ledger, members);
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  if (!trade) return not_found("no such trade");
  if (trade->state != TradeState::paying)
    return domain::Error{domain::ErrorCode::state_conflict, "nobody is paying this trade"};
  controls.desk.bank.end(*trade, TradeState::failed);
  return describe(*trade, controls.clock.now());
}

// TRADE_FINISHED: Alipay's word, months later, that a trade can no longer be refunded.
Answer finish_trade(Controls& controls, Members& members) {
  Trade* trade = named_trade(controls.desk.ledger, members);
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  if (!trade) return not_found("no such trade");
  if (trade->gateway != GatewayKind::alipay || trade->state != TradeState::paid) {
    return domain::Error{domain::ErrorCode::state_conflict, "only paid Alipay trades finish"};
  }
  controls.desk.bank.end(*trade, TradeState::finished);
  return describe(*trade, controls.clock.now());
}

Answer show_trade(Controls& controls, const web::Request& request) {
  const std::string account(request.query_value("account").value_or(""));
  const Trade* trade =
      find_trade(controls.desk.ledger, account, std::string(request.parameter("out_trade_no").value_or("")));
  if (!trade) return not_found("no such trade");
  return describe(*trade, controls.clock.now());
}

json::object show(const Autopay& autopay) {
  return {{"rate", autopay.rate}, {"after_ms", autopay.after.count()}};
}

Answer set_autopay(Controls& controls, Members& members) {
  constexpr std::int64_t after_ms_max = 24 * 3600 * 1000;
  Autopay autopay;
  autopay.rate = members.number("rate", 0, 1).value_or(1);
  autopay.after = std::chrono::milliseconds{members.integer("after_ms", 0, after_ms_max).value_or(0)};
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  controls.desk.bank.set_autopay(autopay);
  return show(autopay);
}

}  // namespace

void add_payment_routes(web::Router& router, Controls& c) {
  add_route(router, verb::post, "/sim/pay", "sim_pay",
            [&c](const web::Request&, Members& members) { return pay(c, members); });
  add_route(router, verb::post, "/sim/scan", "sim_scan",
            [&c](const web::Request&, Members& members) { return scan(c, members); });
  add_route(router, verb::post, "/sim/give_up", "sim_give_up",
            [&c](const web::Request&, Members& members) { return give_up(c, members); });
  add_route(router, verb::post, "/sim/finish", "sim_finish",
            [&c](const web::Request&, Members& members) { return finish_trade(c, members); });
  add_route(router, verb::post, "/sim/autopay", "sim_set_autopay",
            [&c](const web::Request&, Members& members) { return set_autopay(c, members); });
  add_route(router, verb::get, "/sim/autopay", "sim_autopay",
            [&c](const web::Request&, Members&) -> Answer { return show(c.desk.bank.autopay()); });
  add_route(router, verb::get, "/sim/trades/{out_trade_no}", "sim_trade",
            [&c](const web::Request& request, Members&) { return show_trade(c, request); });
}

}  // namespace lunchrush::simulator::control
