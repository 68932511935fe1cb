#include <catch2/catch.hpp>

#include "services/simulator/rules.h"

using namespace lunchrush::simulator;
using lunchrush::domain::Instant;
using std::chrono::seconds;

namespace {

constexpr Instant now{std::chrono::hours{500'000}};
constexpr Fingerprint ours{'a'}, another{'b'};

Trade trade(TradeState state, std::int64_t amount_fen = 1000) {
  Trade t;
  t.product = "native";
  t.state = state;
  t.fingerprint = ours;
  t.amount_fen = amount_fen;
  t.expires_at = t.code_expires_at = now + seconds{60};
  return t;
}

Refund refund(std::string number, std::int64_t amount_fen, RefundState state) {
  Refund r;
  r.out_refund_no = std::move(number);
  r.amount_fen = amount_fen;
  r.state = state;
  r.fingerprint = ours;
  return r;
}

}  // namespace

TEST_CASE("a number used again is judged by its trade's state and by what is asked for", "[simulator]") {
  using S = TradeState;
  using V = CreateVerdict;
  const auto [state, same, differs] = GENERATE(table<S, V, V>({
      {S::unscanned, V::again, V::differs},
      {S::open, V::again, V::differs},
      {S::paying, V::again, V::differs},
      {S::paid, V::paid, V::paid},
      {S::finished, V::paid, V::paid},
      {S::closed, V::closed, V::differs},
      {S::voided, V::closed, V::differs},
      {S::revoked, V::closed, V::differs},
      {S::failed, V::closed, V::differs},
  }));
  const auto known = trade(state);
  CHECK(judge_create(&known, ours, now) == same);
  CHECK(judge_create(&known, another, now) == differs);
  CHECK(judge_create(nullptr, ours, now) == V::fresh);
}

TEST_CASE("an open trade is closed, and an unscanned code void, from the moment it expires", "[simulator]") {
  const auto open = trade(TradeState::open), unscanned = trade(TradeState::unscanned);
  CHECK(open.state_at(now + seconds{60} - std::chrono::microseconds{1}) == TradeState::open);
  CHECK(open.state_at(now + seconds{60}) == TradeState::closed);
  CHECK(unscanned.state_at(now + seconds{60}) == TradeState::voided);
  CHECK(trade(TradeState::paid).state_at(now + seconds{60}) == TradeState::paid);
  CHECK(judge_create(&open, ours, now + seconds{60}) == CreateVerdict::closed);
  CHECK(judge_pay(open, Force::no, now + seconds{60}) == PayVerdict::not_payable);
}

TEST_CASE("what can be paid, closed and reversed follows from the state", "[simulator]") {
  using S = TradeState;
  using P = PayVerdict;
  using C = CloseVerdict;
  using R = ReverseVerdict;
  const auto [state, pay, forced, close, reverse] = GENERATE(table<S, P, P, C, R>({
      {S::unscanned, P::pays, P::pays, C::closes, R::closes},
      {S::open, P::pays, P::pays, C::closes, R::closes},
      {S::paying, P::pays, P::pays, C::closes, R::closes},
      {S::paid, P::already_paid, P::already_paid, C::paid, R::refunds},
      {S::finished, P::already_paid, P::already_paid, C::paid, R::refunds},
      {S::closed, P::not_payable, P::pays, C::already_closed, R::nothing_left},
      {S::voided, P::not_payable, P::pays, C::already_closed, R::nothing_left},
      {S::revoked, P::not_payable, P::pays, C::already_closed, R::nothing_left},
      {S::failed, P::not_payable, P::pays, C::already_closed, R::nothing_left},
  }));
  const auto known = trade(state);
  CHECK(judge_pay(known, Force::no, now) == pay);
  CHECK(judge_pay(known, Force::yes, now) == forced);
  CHECK(judge_close(known, now) == close);
  CHECK(judge_reverse(known, now) == reverse);
}

TEST_CASE("an unpaid code payment is reversed, not closed", "[simulator]") {
  auto known = trade(TradeState::paying);
  known.product = "codepay";
  CHECK(judge_close(known, now) == CloseVerdict::reverse_instead);
  known.state = TradeState::paid;
  CHECK(judge_close(known, now) == CloseVerdict::paid);
}

TEST_CASE("[row 74] a refund is judged by number, values, sum, count and distance", "[simulator]") {
  using V = RefundVerdict;
  auto paid = trade(TradeState::paid, 1000);
  paid.refunds = {refund("done", 300, RefundState::success),
                  refund("under_way", 200, RefundState::processing),
                  refund("dropped", 400, RefundState::closed), refund("stuck", 100, RefundState::abnormal)};
  struct Row {
    const char* what;
    std::string_view number;
    Fingerprint values;
    std::int64_t amount_fen;
    seconds since_last;
    V verdict;
  };
  const std::vector<Row> rows{
      {"the same again", "done", ours, 300, seconds{0}, V::repeated},
      {"the same number, other values", "done", another, 300, seconds{90}, V::differs},
      {"a closed one's number is spent", "dropped", ours, 400, seconds{90}, V::repeated},
      {"all that is left", "new", ours, 400, seconds{60}, V::accepted},
      {"a fen above what is left", "new", ours, 401, seconds{60}, V::exceeds},
      {"too soon after the last", "new", ours, 100, seconds{59}, V::too_soon},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(judge_refund(paid, {row.number, row.values, row.amount_fen}, row.since_last, {}) == row.verdict);
  }
  CHECK(judge_refund(paid, {"new", ours, 1}, seconds{90}, {.refunds_max = 4}) == V::too_many);
  CHECK(judge_refund(paid, {"new", ours, 1}, seconds{0}, {.spacing = seconds{0}}) == V::accepted);
}

TEST_CASE("only what is paid and not finished is refunded", "[simulator]") {
  using S = TradeState;
  using V = RefundVerdict;
  const auto [state, verdict] = GENERATE(table<S, V>({
      {S::unscanned, V::not_paid},
      {S::open, V::not_paid},
      {S::paying, V::not_paid},
      {S::paid, V::accepted},
      {S::finished, V::finished},
      {S::closed, V::not_paid},
      {S::voided, V::not_paid},
      {S::revoked, V::not_paid},
      {S::failed, V::not_paid},
  }));
  CHECK(judge_refund(trade(state), {"new", ours, 1}, seconds::max(), {}) == verdict);
}
