// trade.create, trade.precreate and trade.pay (payment-gateways 2.3).
#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>

#include "services/simulator/alipay/call.h"
#include "services/simulator/alipay/trade_view.h"
#include "services/simulator/beijing.h"
#include "services/simulator/fingerprint.h"

namespace lunchrush::simulator::alipay {
namespace {

namespace json = boost::json;
using std::chrono::minutes;

constexpr std::int64_t amount_fen_max = 10'000'000'000;  // 100,000,000.00 yuan
constexpr minutes life_default{15 * 24 * 60};
constexpr minutes qr_life{120};

bool is_out_trade_no(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

// 16–24 digits that begin with 25 to 30.
bool is_auth_code(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && text.size() >= 16 && text.size() <= 24 && text.substr(0, 2) >= "25" &&
         text.substr(0, 2) <= "30";
}

// "90m", "2h", "15d"; "1c" ends with the day in Beijing. nullopt: malformed or out of bounds.
std::optional<minutes> read_timeout(std::string_view text, domain::Instant now) {
  if (text.size() < 2) return std::nullopt;
  int count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size() - 1, count);
  if (fault != std::errc{} || end != text.data() + text.size() - 1 || count < 1) return std::nullopt;
  const char unit = text.back();
  if (unit == 'c' && count == 1) {
    const auto midnight = *from_beijing(to_beijing_day(now) + " 00:00:00") + std::chrono::days{1};
    return std::chrono::ceil<minutes>(midnight - now);
  }
  const auto life = unit == 'm'   ? minutes{count}
                    : unit == 'h' ? minutes{count * 60}
                                  : minutes{count * 24 * 60};
  if ((unit != 'm' && unit != 'h' && unit != 'd') || life > life_default) return std::nullopt;
  return life;
}

std::optional<json::object> check_order(Call& call) {
  if (!is_out_trade_no(call.text("out_trade_no"))) return refuse(bad_business_parameter, "out_trade_no");
  const auto amount = call.amount_fen("total_amount");
  if (!amount) return refuse(bad_business_parameter, "total_amount");
  if (*amount < 1 || *amount > amount_fen_max) return refuse(total_fee_exceed);
  const auto subject = call.text("subject");
  if (subject.empty() || subject.size() > 256 * 4 || subject.find_first_of("/=&") != std::string::npos) {
    return refuse(bad_business_parameter, "subject");
  }
  const auto now = call.desk.clock.now();
  for (const auto name : {"timeout_express", "qr_code_timeout_express"}) {
    if (!call.text(name).empty() && !read_timeout(call.text(name), now))
      return refuse(bad_business_parameter, name);
  }
  if (!call.text("time_expire").empty() && !from_beijing(call.text("time_expire")))
    return refuse(bad_business_parameter, "time_expire");
  const auto seller = call.text("seller_id");
  if (!seller.empty() && seller != call.account.seller_id) return refuse(bad_business_parameter, "seller_id");
  return std::nullopt;
}

void set_ends(Trade& trade, Call& call) {
  const auto now = trade.created_at;
  const auto life = read_timeout(call.text("timeout_express"), now);
  const auto until = from_beijing(call.text("time_expire"));
  const auto code_life = read_timeout(call.text("qr_code_timeout_express"), now);
  trade.expires_at = until.value_or(now + life.value_or(life_default));
  trade.code_expires_at =
      code_life ? now + *code_life : std::min(trade.expires_at, domain::Instant{now + qr_life});
}

Trade draft(Call& call, std::string_view product) {
  auto& words = call.desk.ledger.words();
  Trade trade;
  trade.gateway = GatewayKind::alipay;
  trade.account = words.keep(call.account.id);
  trade.product = words.keep(product);
  trade.app_id = words.keep(call.account.app_id);
  trade.notify_url = words.keep(call.notify_url());
  trade.attach = words.keep(call.text("passback_params"));
  trade.out_trade_no = call.text("out_trade_no");
  trade.description = call.text("subject");
  trade.payer = call.text("buyer_id").empty() ? call.text("buyer_open_id") : call.text("buyer_id");
  trade.code = alipay_qr();
  trade.fingerprint = fingerprint_of(product, call.content);
  trade.amount_fen = *call.amount_fen("total_amount");
  trade.created_at = call.desk.clock.now();
  set_ends(trade, call);
  return trade;
}

json::object qr_answer(const Trade& trade) {
  return succeed({{"out_trade_no", trade.out_trade_no}, {"qr_code", "https://qr.alipay.com/" + trade.code}});
}

json::object create_answer(const Trade& trade) {
  return succeed({{"out_trade_no", trade.out_trade_no}, {"trade_no", trade.transaction_id}});
}

// What a number that is not fresh answers; `again` is the product's own.
json::object known_answer(CreateVerdict verdict, const Trade& trade, json::object (*again)(const Trade&)) {
  if (verdict == CreateVerdict::again) return again(trade);
  if (verdict == CreateVerdict::paid) return refuse(trade_has_success);
  if (verdict == CreateVerdict::closed) return refuse(trade_has_close);
  return refuse(context_inconsistent);
}

CreateVerdict judge(Call& call, const Trade& wanted, Trade*& known) {
  known = call.desk.ledger.find(call.account.id, wanted.out_trade_no);
  return judge_create(known, wanted.fingerprint, call.desk.clock.now());
}

}  // namespace

json::object precreate_trade(Call& call) {
  if (auto refusal = check_order(call)) return *refusal;
  Trade wanted = draft(call, "precreate");
  wanted.state = TradeState::unscanned;
  Trade* known = nullptr;
  const auto verdict = judge(call, wanted, known);
  if (verdict != CreateVerdict::fresh) return known_answer(verdict, *known, qr_answer);
  return qr_answer(call.desk.bank.open(std::move(wanted)));
}

json::object create_trade(Call& call) {
  if (auto refusal = check_order(call)) return *refusal;
  Trade wanted = draft(call, "create");
  if (wanted.payer.empty()) return refuse(bad_business_parameter, "buyer_id");
  wanted.transaction_id = alipay_trade_no(wanted.created_at);
  Trade* known = nullptr;
  const auto verdict = judge(call, wanted, known);
  if (verdict != CreateVerdict::fresh) return known_answer(verdict, *known, create_answer);
  return create_answer(call.desk.bank.open(std::move(wanted)));
}

json::object pay_by_code(Call& call) {
  if (auto refusal = check_order(call)) return *refusal;
  auto& desk = call.desk;
  const auto auth_code = call.text("auth_code");
  if (call.text("scene") != "bar_code") return refuse(bad_business_parameter, "scene");
  if (!is_auth_code(auth_code)) return refuse(auth_code_invalid);
  Trade wanted = draft(call, "pay");
  wanted.transaction_id = alipay_trade_no(wanted.created_at);
  wanted.payer = alipay_buyer_id();
  Trade* known = nullptr;
  const auto verdict = judge(call, wanted, known);
  const auto in_progress = [](const Trade& trade) { return await_user(pay_answer(trade)); };
  if (verdict != CreateVerdict::fresh) return known_answer(verdict, *known, in_progress);
  if (!desk.used_codes.use(auth_code, wanted.out_trade_no, desk.clock.now()))
    return refuse(auth_code_invalid);
  if (const auto& waiting = call.disturbance.userpaying) {
    wanted.state = TradeState::paying;
    wanted.queries_left = waiting->queries;
    wanted.succeeds = waiting->succeeds;
    return await_user(pay_answer(desk.bank.open(std::move(wanted))));
  }
  Trade& trade = desk.bank.open(std::move(wanted));
  desk.bank.pay(trade, {});
  return succeed(pay_answer(trade));
}

}  // namespace lunchrush::simulator::alipay
