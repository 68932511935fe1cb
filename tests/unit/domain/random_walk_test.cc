// Thousands of orders to which everything happens in any order: what must hold holds after every step.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <string>

#include "services/domain/kitchen.h"
#include "services/domain/returns.h"
#include "tests/unit/domain/given.h"

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

using I = IntentStatus;
using O = OrderStatus;
using P = PaymentStatus;

bool has_money(P status) {
  return status == P::succeeded || status == P::surplus || status == P::refunded || status == P::conflict;
}

// One order's life, driven by a seed.
class Walk {
 public:
  explicit Walk(std::uint64_t seed)
      : random_(seed), family_(one_in(4) ? given::postpay_order() : given::prepay_order()) {
    family_.policy = {one_in(2), 10min, !one_in(4)};
    remember();
  }

  void step() {
    now_ += std::chrono::seconds{below(one_in(5) ? 1200 : 60)};
    switch (below(12)) {
      case 0: start(); break;
      case 1:
      case 2:
      case 3: payment_evidence(); break;
      case 4:
      case 5: refund_evidence(); break;
      case 6: ask_refund(); break;
      case 7:
      case 8:
      case 9: kitchen(); break;
      case 10: time_passes(); break;
      case 11: cancel_it(); break;
    }
    check();
    remember();
  }

  std::map<std::string, int> reached;  // what happened at all: a walk that never gets anywhere proves nothing

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t chances) { return below(chances) == 0; }
  Moment moment() { return given::at(now_); }
  template <class Row>
  Row& any(std::vector<Row>& rows) {
    return rows[below(rows.size())];
  }

  void start() {
    PaymentWish wish{static_cast<PaymentMethod>(below(6)), "wx", "{}", "digest", "print"};
    const auto started = start_payment(family_, std::move(wish), given::schedule, moment());
    if (started && family_.find(*started)->method == PaymentMethod::cash)
      paid_in_[*started] = family_.intent.amount.fen();
  }

  void payment_evidence() {
    if (family_.payments.empty()) return;
    auto& payment = any(family_.payments);
    if (payment.method == PaymentMethod::cash) return;
    // Late money is what goes wrong most easily: a payment that ended is paid after all more often than
    // chance has it.
    const bool late = !open(payment.status) && one_in(3);
    auto said = given::evidence(payment, late ? PaymentFinding::paid : static_cast<PaymentFinding>(below(6)));
    if (one_in(12)) said.amount = Money{static_cast<std::int64_t>(below(5'000))};
    if (one_in(40)) said.currency = "USD";
    if (one_in(40)) said.account_matches = false;
    if (said.finding == PaymentFinding::paid)
      paid_in_.emplace(payment.id, said.amount.fen());  // money moves once
    settle(family_, payment, said, given::schedule, moment());
  }

  void refund_evidence() {
    if (family_.refunds.empty()) return;
    auto& refund = any(family_.refunds);
    const auto finding = one_in(3) ? RefundFinding::succeeded : static_cast<RefundFinding>(below(7));
    settle(family_, refund, given::evidence(refund, finding), given::schedule, moment());
  }

  void ask_refund() {
    if (!family_.payments.empty() && one_in(3)) {
      const RefundWish wish{Money{1}, RefundCause::requested, "", "", "", ""};
      if (return_surplus(family_, any(family_.payments).id, wish, moment())) ++reached["surplus.asked back"];
      return;
    }
    const Money amount{static_cast<std::int64_t>(1 + below(2'500))};
    RefundWish wish{amount, RefundCause::requested, "", "", "", ""};
    if (one_in(3)) wish.lines = {{static_cast<int>(below(2)), static_cast<int>(1 + below(2))}};
    (void)request_refund(family_, std::move(wish), moment());
  }

  void kitchen() {
    if (family_.tickets.empty()) return;
    (void)apply(family_, any(family_.tickets), static_cast<TicketCommand>(below(4)), moment());
  }

  void time_passes() {
    if (family_.intent.expires_at && now_ >= *family_.intent.expires_at)
      close_intent(family_, moment(), "time");
  }

  void cancel_it() {
    if (one_in(6)) (void)cancel(family_, one_in(2) ? CancelledBy::owner : CancelledBy::staff, "", moment());
  }

  void check() {
    check_transitions();
    check_payments();
    check_refunds();
    check_story();
  }

  // Each step begins where the one before it ended, is legal, and ends where the object is.
  void check_transitions() {
    for (const auto& step : family_.transitions) {
      ++reached[std::string(name(step.object)) + "." +
                std::string(step.from == step.to ? "changed" : step.to)];
      auto& [status, version] = states_[step.object_id];
      REQUIRE(step.from == status);
      REQUIRE(step.version > version);
      REQUIRE(is_legal(step));
      status = step.to;
      version = step.version;
    }
    const auto ends = [&](const auto& object) {
      REQUIRE(states_[object.id.uuid].first == name(object.status));
      REQUIRE(object.version.now >= states_[object.id.uuid].second);
    };
    ends(family_.order);
    ends(family_.intent);
    for (const auto& payment : family_.payments) ends(payment);
    for (const auto& refund : family_.refunds) ends(refund);
    for (const auto& ticket : family_.tickets) ends(ticket);
  }

  template <class Status>
  static bool legal_names(const Transition& step) {
    return legal(from_name<Status>(step.from).value(), from_name<Status>(step.to).value());
  }
  static bool is_legal(const Transition& step) {
    if (step.from == step.to) return step.object == Object::ticket;  // its dishes changed
    if (step.from.empty()) return step.to == "created" || step.to == "requested" || step.to == "queued";
    switch (step.object) {
      case Object::order: return legal_names<O>(step);
      case Object::intent: return legal_names<I>(step);
      case Object::payment: return legal_names<P>(step);
      case Object::refund: return legal_names<RefundStatus>(step);
      case Object::ticket: return legal_names<TicketStatus>(step);
    }
    return false;
  }

  void check_payments() {
    const auto effective = std::ranges::count(family_.payments, true, &Payment::effective);
    REQUIRE(effective <= 1);
    REQUIRE((effective == 1) == settled(family_.intent.status));
    REQUIRE(std::ranges::count_if(family_.payments,
                                  [](const auto& payment) { return open(payment.status); }) <= 1);
    for (const auto& payment : family_.payments) {
      const auto came_in = paid_in_.contains(payment.id) ? paid_in_.at(payment.id) : 0;
      // Money is conserved: what came in is received exactly, and stands under exactly one heading.
      REQUIRE(payment.received == Money{came_in});
      REQUIRE(has_money(payment.status) == paid_in_.contains(payment.id));
      REQUIRE(payment.effective == (payment.status == P::succeeded));
      if (payment.status != P::conflict)
        REQUIRE((payment.received == Money{} || payment.received == family_.intent.amount));
      REQUIRE(payment.refunded <= payment.refund_reserved);
      REQUIRE(payment.refund_reserved <= payment.received);
      REQUIRE(payment.next_query_at.has_value() == open(payment.status));
      REQUIRE(payment.settled_at.has_value() == has_money(payment.status));
      // Success is absorbing.
      if (has_money(before_[payment.id]))
        REQUIRE((payment.status == before_[payment.id] || payment.status == P::refunded));
    }
  }

  void check_refunds() {
    for (const auto& payment : family_.payments) {
      std::int64_t reserved = 0;
      std::int64_t refunded = 0;
      for (const auto& refund : family_.refunds) {
        if (refund.payment != payment.id) continue;
        if (refund.status != RefundStatus::failed || refund.failure == "abnormal")
          reserved += refund.amount.fen();
        if (refund.status == RefundStatus::succeeded) refunded += refund.amount.fen();
      }
      REQUIRE(payment.refund_reserved == Money{reserved});
      REQUIRE(payment.refunded == Money{refunded});
      if (payment.effective) REQUIRE(family_.intent.refunded == payment.refunded);
      if (payment.status == P::surplus || payment.status == P::refunded) REQUIRE(has_refund(payment));
      if (payment.status == P::refunded) REQUIRE(payment.refunded == payment.received);
      if (payment.status == P::conflict && payment.failure != amount_differs)
        REQUIRE_FALSE(has_refund(payment));
    }
    for (const auto& refund : family_.refunds) {
      const bool final = refund.status == RefundStatus::succeeded || refund.status == RefundStatus::failed;
      REQUIRE(refund.next_attempt_at.has_value() != final);
    }
  }

  bool has_refund(const Payment& payment) const {
    return std::ranges::any_of(family_.refunds,
                               [&](const Refund& refund) { return refund.payment == payment.id; });
  }

  // Order, intent and tickets tell one story.
  void check_story() {
    const auto order = family_.order.status;
    const auto intent = family_.intent.status;
    const bool cooking =
        order == O::accepted || order == O::preparing || order == O::ready || order == O::completed;
    if (cooking) REQUIRE_FALSE(family_.tickets.empty());
    if (cooking) check_dishes(order);
    if (order == O::awaiting_payment || order == O::expired) REQUIRE(family_.tickets.empty());
    if (order == O::awaiting_payment) REQUIRE_FALSE((settled(intent) || intent == I::closed));
    if (cooking && family_.order.timing == PaymentTiming::prepay) REQUIRE(settled(intent));
    if (order == O::cancelled || order == O::expired)
      if (auto* paid = family_.effective_payment()) REQUIRE(has_refund(*paid));
    if (order == O::cancelled)
      for (const auto& ticket : family_.tickets)
        REQUIRE((ticket.status == TicketStatus::voided || ticket.status == TicketStatus::served));
    REQUIRE((intent == I::refunded) == (family_.intent.refunded == family_.intent.amount));
    REQUIRE((intent == I::partially_refunded) ==
            (family_.intent.refunded > Money{} && family_.intent.refunded < family_.intent.amount));
    if (intent == I::processing || intent == I::closing) REQUIRE(family_.has_open_payment());
    if (intent == I::requires_payment || intent == I::closed) REQUIRE_FALSE(family_.has_open_payment());
    if (settled(intent))
      for (const auto& payment : family_.payments) REQUIRE(open(payment.status) == payment.close_wanted);
  }

  // Nothing that was ordered is lost: it is on a ticket, or was returned from there; some of it is left; and
  // the order is where the tickets that are left are.
  void check_dishes(O order) {
    using T = TicketStatus;
    const auto returned = returned_by_line(family_);
    int left = 0;
    int on_tickets = 0;
    for (std::size_t i = 0; i != returned.size(); ++i) left += family_.order.lines[i].quantity - returned[i];
    for (const auto& ticket : family_.tickets) {
      for (const auto& item : ticket.items) on_tickets += item.quantity;
      REQUIRE((ticket.status == T::voided) == (nothing_left(ticket) && ticket.status != T::served));
    }
    REQUIRE(left > 0);
    REQUIRE(left == on_tickets);
    const auto all = [&](auto is) { return std::ranges::all_of(family_.tickets, is, &Ticket::status); };
    REQUIRE((order == O::completed) == all([](T s) { return s == T::served || s == T::voided; }));
    REQUIRE((order == O::ready || order == O::completed) ==
            all([](T s) { return s == T::done || s == T::served || s == T::voided; }));
  }

  void remember() {
    if (states_.empty()) {
      const auto begin = [&](const auto& object) {
        states_[object.id.uuid] = {name(object.status), object.version.now};
      };
      begin(family_.order);
      begin(family_.intent);
      for (const auto& ticket : family_.tickets) begin(ticket);
    }
    for (const auto& payment : family_.payments) before_[payment.id] = payment.status;
    given::stored(family_);
  }

  std::mt19937_64 random_;
  Family family_;
  Instant now_ = given::noon();
  std::map<PaymentId, std::int64_t> paid_in_;  // the gateway's own book
  std::map<PaymentId, P> before_;
  std::map<Uuid, std::pair<std::string_view, int>> states_;  // as the timeline has it
};

}  // namespace

TEST_CASE(
    "whatever happens to an order in whatever order, money is conserved and its story holds [rows 61, 62, "
    "63, 66, 67, 74, 75, 76]",
    "[domain]") {
  std::map<std::string, int> reached;
  for (std::uint64_t seed = 1; seed != 1'000; ++seed) {
    INFO("seed " << seed);
    Walk walk(seed);
    for (int i = 0; i != 60; ++i) walk.step();
    for (const auto& [step, times] : walk.reached) reached[step] += times;
  }
  // Every state is reached often enough to have been tried in company.
  for (const auto* state : {"order.accepted",    "order.preparing",
                            "order.ready",       "order.completed",
                            "order.expired",     "order.cancelled",
                            "intent.processing", "intent.requires_payment",
                            "intent.succeeded",  "intent.partially_refunded",
                            "intent.refunded",   "intent.closing",
                            "intent.closed",     "intent.conflict",
                            "payment.created",   "payment.submitted",
                            "payment.succeeded", "payment.failed",
                            "payment.closed",    "payment.unknown",
                            "payment.surplus",   "payment.refunded",
                            "payment.conflict",  "refund.requested",
                            "refund.submitted",  "refund.succeeded",
                            "refund.failed",     "refund.unknown",
                            "ticket.queued",     "ticket.started",
                            "ticket.done",       "ticket.served",
                            "ticket.voided",     "ticket.changed",
                            "surplus.asked back"}) {
    CAPTURE(state);
    CHECK(reached[state] >= 10);
  }
}
