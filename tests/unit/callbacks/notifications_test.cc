#include <catch2/catch.hpp>

#include "services/callbacks/receive.h"
#include "services/callbacks/settle_notifications.h"

using namespace lunchrush;
using namespace std::chrono_literals;
using postgres::NotificationEnd;

namespace {

constexpr domain::Instant noon{1'795'233'600s};
const callbacks::ReconcileLimits limits;

postgres::ClaimedNotification message_of(int attempts) {
  postgres::ClaimedNotification message;
  message.id = {domain::Uuid::v7(noon, 5, domain::StoreId{1001})};
  message.store = domain::StoreId{1001};
  message.attempts = attempts;
  return message;
}

}  // namespace

TEST_CASE("a message says when it arrived", "[callbacks]") {
  CHECK(callbacks::arrival(message_of(1)) == noon);
}

TEST_CASE("the pause before another try doubles up to its limit", "[callbacks]") {
  auto [attempts, pause] = GENERATE(table<int, std::chrono::milliseconds>(
      {{1, 1s}, {2, 2s}, {3, 4s}, {10, 512s}, {11, 600s}, {12, 600s}, {1'000'000, 600s}}));
  CHECK(callbacks::retry_after(attempts, limits.retry_first, limits.retry_most) == pause);
}

TEST_CASE("a message about a number nobody has is parked for a day, then dead [row 67]", "[callbacks]") {
  auto [age, end] = GENERATE(table<std::chrono::seconds, NotificationEnd>({
      {0s, NotificationEnd::parked},
      {24h, NotificationEnd::parked},
      {24h + 1s, NotificationEnd::dead},
  }));
  const auto outcome = callbacks::unmatched(message_of(500), limits, noon + age);
  CHECK(outcome.end == end);
  CHECK(outcome.failure == "unknown_number");
  CHECK(outcome.retry_after == limits.retry_most);
}

TEST_CASE("a number nobody has is looked for seldom, a failure is tried again soon [row 67]", "[callbacks]") {
  auto [attempts, matched, decided] = GENERATE(table<int, std::chrono::seconds, std::chrono::seconds>(
      {{1, 15s, 1s}, {2, 30s, 2s}, {6, 480s, 32s}, {7, 600s, 64s}}));
  CHECK(callbacks::unmatched(message_of(attempts), limits, noon).retry_after == matched);
  CHECK(callbacks::undecided(message_of(attempts), limits, "why").retry_after == decided);
}

TEST_CASE("a message that cannot be decided is tried so often and no oftener", "[callbacks]") {
  CHECK(callbacks::undecided(message_of(1), limits, "why").end == NotificationEnd::parked);
  CHECK(callbacks::undecided(message_of(limits.attempts_max - 1), limits, "why").end ==
        NotificationEnd::parked);
  CHECK(callbacks::undecided(message_of(limits.attempts_max), limits, "why").end == NotificationEnd::dead);
  CHECK(callbacks::undecided(message_of(1), limits, "why").failure == "why");
}

TEST_CASE("a message is kept with the store that its number names, or with none", "[callbacks]") {
  const domain::PaymentId payment{domain::Uuid::v7(noon, 1, domain::StoreId{1001})};
  const domain::RefundId refund{domain::Uuid::v7(noon, 2, domain::StoreId{1002})};
  const auto payment_said = [](std::string number) {
    return domain::PaymentEvidence{.out_trade_no = std::move(number)};
  };
  const auto refund_said = [](std::string number) {
    return domain::RefundEvidence{.out_trade_no = {}, .out_refund_no = std::move(number)};
  };
  CHECK(callbacks::store_of(payment_said(payment.text())) == domain::StoreId{1001});
  CHECK(callbacks::store_of(refund_said(refund.text())) == domain::StoreId{1002});
  CHECK(callbacks::store_of(payment_said(refund.text())) == domain::StoreId{0});
  CHECK(callbacks::store_of(payment_said("20261121001")) == domain::StoreId{0});
  CHECK(callbacks::store_of(refund_said("")) == domain::StoreId{0});
}
