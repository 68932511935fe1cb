#include "services/domain/states.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>

using namespace lunchrush::domain;

namespace {

// From each state, the states that one step leads to; from one that is not listed, none.
using Steps = std::map<std::string, std::string>;

template <class Status>
void check_every_pair(const Steps& steps, int count) {
  for (int from = 0; from != count; ++from)
    for (int to = 0; to != count; ++to) {
      const std::string here(name(static_cast<Status>(from)));
      const std::string there(name(static_cast<Status>(to)));
      const auto listed = steps.find(here);
      const auto targets = listed == steps.end() ? std::string() : " " + listed->second + " ";
      CAPTURE(here, there);
      CHECK(legal(static_cast<Status>(from), static_cast<Status>(to)) ==
            (targets.find(" " + there + " ") != std::string::npos));
    }
}

template <class Status>
void check_names(int count) {
  for (int i = 0; i != count; ++i) {
    const auto status = static_cast<Status>(i);
    CHECK(from_name<Status>(name(status)) == status);
  }
  for (const auto* other : {"", "Accepted", "accepted ", "unspecified", "paid"}) {
    CAPTURE(other);
    CHECK_FALSE(from_name<Status>(other).has_value());
  }
}

}  // namespace

TEST_CASE("an order takes these steps and no others", "[domain]") {
  check_every_pair<OrderStatus>({{"awaiting_payment", "accepted expired cancelled"},
                                 {"accepted", "preparing cancelled"},
                                 {"preparing", "ready cancelled"},
                                 {"ready", "completed preparing"},
                                 {"completed", "preparing"},
                                 {"expired", "accepted"}},
                                7);
}

TEST_CASE("an intent takes these steps and no others", "[domain]") {
  check_every_pair<IntentStatus>({{"requires_payment", "processing succeeded closing closed conflict"},
                                  {"processing", "requires_payment succeeded closing closed conflict"},
                                  {"closing", "closed succeeded conflict"},
                                  {"closed", "succeeded conflict"},
                                  {"succeeded", "partially_refunded refunded"},
                                  {"partially_refunded", "refunded"},
                                  {"conflict", "succeeded closed"}},
                                 8);
}

TEST_CASE("a payment takes these steps and no others", "[domain]") {
  check_every_pair<PaymentStatus>({{"created", "submitted succeeded failed closed unknown surplus conflict"},
                                   {"submitted", "succeeded failed closed unknown surplus conflict"},
                                   {"unknown", "submitted succeeded failed closed surplus conflict"},
                                   {"failed", "succeeded surplus conflict"},
                                   {"closed", "succeeded surplus conflict"},
                                   {"surplus", "refunded"}},
                                  9);
}

TEST_CASE("a refund takes these steps and no others", "[domain]") {
  check_every_pair<RefundStatus>({{"requested", "submitted succeeded failed unknown"},
                                  {"submitted", "succeeded failed unknown"},
                                  {"unknown", "submitted succeeded failed"}},
                                 5);
}

TEST_CASE("a ticket takes these steps and no others", "[domain]") {
  check_every_pair<TicketStatus>({{"queued", "started done voided"},
                                  {"started", "done voided"},
                                  {"done", "served started voided"},
                                  {"served", "started"}},
                                 5);
}

TEST_CASE("a status has one name, and no other text names it", "[domain]") {
  check_names<OrderStatus>(7);
  check_names<IntentStatus>(8);
  check_names<PaymentStatus>(9);
  check_names<RefundStatus>(5);
  check_names<TicketStatus>(5);
}

TEST_CASE("a payment is open until something final is known of it", "[domain]") {
  using S = PaymentStatus;
  for (const auto status : {S::created, S::submitted, S::unknown}) CHECK(open(status));
  for (const auto status : {S::succeeded, S::failed, S::closed, S::surplus, S::refunded, S::conflict})
    CHECK_FALSE(open(status));
}

TEST_CASE("an intent stays settled when money goes back", "[domain]") {
  using S = IntentStatus;
  for (const auto status : {S::succeeded, S::partially_refunded, S::refunded}) CHECK(settled(status));
  for (const auto status : {S::requires_payment, S::processing, S::closing, S::closed, S::conflict})
    CHECK_FALSE(settled(status));
}
