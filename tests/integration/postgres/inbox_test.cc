#include "services/postgres/inbox.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <mutex>
#include <numeric>
#include <set>

#include "services/crypto/digest.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;

namespace {

NewNotification message(const std::string& notify_id, domain::StoreId at = store) {
  NewNotification made;
  made.id = {domain::Uuid::v7(now(), crypto::random_u64(), at)};
  made.store = at;
  made.account = "wx";
  made.notify_id = notify_id;
  made.evidence = paid({domain::Uuid::v7(now(), 7, at)});
  made.headers = R"({"Wechatpay-Serial":"1"})";
  made.body = std::string("\0\xff raw", 6);
  made.trace_id = "trace";
  return made;
}

std::vector<domain::Result<Stored>> store_all(Session& session, std::vector<NewNotification> batch) {
  return store_notifications(session, batch);
}

void finish(Session& session, const ClaimedNotification& claimed, NotificationEnd end,
            std::chrono::milliseconds retry_after = {}) {
  const std::vector<NotificationOutcome> outcomes{{claimed.id, claimed.store, end, "why", retry_after}};
  const auto done = session.in_transaction(
      [&](pqxx::transaction_base& transaction) { finish_notifications(session, transaction, outcomes); });
  REQUIRE(done.has_value());
}

}  // namespace

TEST_CASE("a notification is stored once however often it comes; the repeats are counted [rows 61, 66, 70]",
          "[postgres]") {
  start_over();
  constexpr std::size_t deliveries = 8;
  std::vector<int> fresh(deliveries);
  at_once(deliveries, [&](std::size_t mine) {
    Session session(options());
    for (const auto& answer : store_all(session, {message("a"), message("b")}))
      fresh[mine] += answer.value().duplicate ? 0 : 1;
  });
  CHECK(std::accumulate(fresh.begin(), fresh.end(), 0) == 2);
  CHECK(count_of("SELECT count(*) FROM notifications") == 2);
  CHECK(count_of("SELECT sum(deliveries) FROM notifications") == 16);
}

TEST_CASE("a notification that comes twice in one batch is stored once", "[postgres]") {
  start_over();
  Session session(options());
  const auto answers = store_all(session, {message("a"), message("a"), message("b"), message("a")});
  CHECK(std::ranges::count_if(answers, [](const auto& answer) { return !answer->duplicate; }) == 2);
  CHECK(count_of("SELECT count(*) FROM notifications") == 2);
}

TEST_CASE("the same number of another account or another store is another notification", "[postgres]") {
  start_over();
  Session session(options());
  auto of_other_account = message("a");
  of_other_account.account = "ali";
  for (const auto& answer : store_all(session, {message("a"), of_other_account, message("a", other_store),
                                                message("a", domain::StoreId{0})}))
    CHECK_FALSE(answer->duplicate);
}

TEST_CASE("a message that PostgreSQL refuses keeps no other out [row 45]", "[postgres]") {
  start_over();
  Session session(options());
  std::vector<NewNotification> batch;
  for (int i = 0; i != 9; ++i) batch.push_back(message(std::to_string(i)));
  batch[2].headers = "{not json";
  batch[5].notify_id = "";
  batch[8].trace_id = std::string(1, '\0');
  const auto answers = store_all(session, batch);
  for (std::size_t i = 0; i != answers.size(); ++i)
    CHECK(answers[i].has_value() == (i != 2 && i != 5 && i != 8));
  CHECK(count_of("SELECT count(*) FROM notifications") == 6);
}

TEST_CASE("what a notification said is claimed as it was stored", "[postgres]") {
  start_over();
  Session session(options());
  auto payment = message("p");
  auto& said = std::get<domain::PaymentEvidence>(payment.evidence);
  said.payer_amount = domain::Money{2000};
  said.currency = "USD";
  said.account_reference = "mch/app";
  said.account_matches = false;
  said.paid_at = now();
  said.raw = "原文 {\"a\":\"\\u4e2d\"}";
  said.code = "SYSTEM";
  auto refund = message("r");
  domain::RefundEvidence gone;
  gone.finding = domain::RefundFinding::abnormal;
  gone.out_trade_no = "pay_1";
  gone.out_refund_no = "ref_1";
  gone.refund_id = "5000";
  gone.amount = domain::Money{700};
  gone.refunded_at = now();
  gone.needs_query = true;
  refund.evidence = gone;
  store_all(session, {payment, refund});
  auto claimed = claim_notifications(session, "worker-1", 10, 1min).value();
  REQUIRE(claimed.size() == 2);
  std::ranges::sort(claimed, {}, [](const auto& it) { return it.evidence.index(); });
  const auto& back = std::get<domain::PaymentEvidence>(claimed[0].evidence);
  CHECK(claimed[0].id == payment.id);
  CHECK(claimed[0].attempts == 1);
  CHECK(claimed[0].account == "wx");
  CHECK(back.finding == domain::PaymentFinding::paid);
  CHECK(back.transaction_id == said.transaction_id);
  CHECK(back.amount == said.amount);
  CHECK(back.payer_amount == said.payer_amount);
  CHECK(back.currency == "USD");
  CHECK(back.account_reference == "mch/app");
  CHECK_FALSE(back.account_matches);
  CHECK(back.paid_at == said.paid_at);
  CHECK(back.raw == said.raw);
  CHECK(back.code == "SYSTEM");
  const auto& returned = std::get<domain::RefundEvidence>(claimed[1].evidence);
  CHECK(returned.finding == domain::RefundFinding::abnormal);
  CHECK(returned.out_refund_no == "ref_1");
  CHECK(returned.amount == domain::Money{700});
  CHECK(returned.refunded_at == gone.refunded_at);
  CHECK(returned.needs_query);
  CHECK(value_of("SELECT encode(body, 'hex') FROM notifications WHERE notify_id = 'p'") ==
        crypto::to_hex(payment.body));
}

TEST_CASE("workers that claim at once never hold the same notification [row 73]", "[postgres]") {
  start_over();
  Session session(options());
  std::vector<NewNotification> batch;
  for (int i = 0; i != 200; ++i)
    batch.push_back(message(std::to_string(i), i % 2 == 0 ? store : other_store));
  store_all(session, batch);
  std::mutex mutex;
  std::multiset<domain::NotificationId> held;
  at_once(4, [&](std::size_t mine) {
    Session own(options());
    while (true) {
      const auto claimed = claim_notifications(own, "worker-" + std::to_string(mine), 7, 1min).value();
      const std::scoped_lock lock(mutex);
      for (const auto& one : claimed) held.insert(one.id);
      if (held.size() >= batch.size()) return;
    }
  });
  CHECK(held.size() == batch.size());
  CHECK(std::set(held.begin(), held.end()).size() == batch.size());
  CHECK(claim_notifications(session, "late", 10, 1min)->empty());
}

TEST_CASE("a worker that dies holds its notification no longer than its lease [rows 72, 73]", "[postgres]") {
  start_over();
  Session session(options());
  store_all(session, {message("a")});
  REQUIRE(claim_notifications(session, "dies", 10, 50ms)->size() == 1);
  std::vector<ClaimedNotification> again;
  REQUIRE(eventually([&] {
    again = claim_notifications(session, "takes over", 10, 1min).value();
    return !again.empty();
  }));
  CHECK(again[0].attempts == 2);
  CHECK(value_of("SELECT claimed_by FROM notifications") == "takes over");
}

TEST_CASE("what is stored with its end is not claimed, what is parked is, when its time has come",
          "[postgres]") {
  start_over();
  Session session(options());
  const std::vector batch{message("applied"), message("dead"), message("parked"), message("later")};
  std::vector<NotificationOutcome> ends;
  for (const auto& [one, end] : {std::pair{0, NotificationEnd::applied},
                                 {1, NotificationEnd::dead},
                                 {2, NotificationEnd::parked},
                                 {3, NotificationEnd::parked}})
    ends.push_back({batch[static_cast<std::size_t>(one)].id, store, end, "why", one == 3 ? 1h : 0ms});
  const auto stored = session.in_transaction([&](pqxx::transaction_base& transaction) {
    return insert_notifications(session, transaction, batch, ends);
  });
  REQUIRE(std::ranges::none_of(stored.value(), &Stored::duplicate));
  const auto claimed = claim_notifications(session, "w", 10, 1min).value();
  REQUIRE(claimed.size() == 1);
  CHECK(claimed[0].id == batch[2].id);
  CHECK(claimed[0].attempts == 2);
  CHECK(value_of("SELECT failure FROM notifications WHERE status = 'dead'") == "why");
  CHECK(count_of("SELECT count(*) FROM notifications WHERE (status IN ('applied', 'dead')) = (processed_at "
                 "IS NULL)") == 0);
}

TEST_CASE("a repeat that is stored with an end changes nothing but the count of deliveries", "[postgres]") {
  start_over();
  Session session(options());
  store_all(session, {message("a")});
  const std::vector batch{message("a")};
  const std::vector<NotificationOutcome> ends{{batch[0].id, store, NotificationEnd::applied, "", 0ms}};
  const auto stored = session.in_transaction([&](pqxx::transaction_base& transaction) {
    return insert_notifications(session, transaction, batch, ends);
  });
  CHECK(stored.value()[0].duplicate);
  CHECK(value_of("SELECT status FROM notifications") == "received");
  CHECK(count_of("SELECT deliveries FROM notifications") == 2);
}

TEST_CASE("what was applied or given up is not claimed again, what was parked is, later", "[postgres]") {
  start_over();
  Session session(options());
  store_all(session, {message("applied"), message("dead"), message("parked")});
  auto claimed = claim_notifications(session, "w", 10, 1ms).value();
  REQUIRE(claimed.size() == 3);
  const auto id_of = [&](const std::string& notify_id) {
    const auto id = value_of("SELECT id FROM notifications WHERE notify_id = '" + notify_id + "'");
    return *std::ranges::find(claimed, *domain::Uuid::from_text(id),
                              [](const auto& it) { return it.id.uuid; });
  };
  finish(session, id_of("applied"), NotificationEnd::applied);
  finish(session, id_of("dead"), NotificationEnd::dead);
  finish(session, id_of("parked"), NotificationEnd::parked, 1h);
  CHECK(claim_notifications(session, "w", 10, 1min)->empty());
  CHECK(value_of("SELECT status FROM notifications WHERE notify_id = 'dead'") == "dead");
  CHECK(value_of("SELECT failure FROM notifications WHERE notify_id = 'dead'") == "why");
  finish(session, id_of("parked"), NotificationEnd::parked, 0ms);
  REQUIRE(eventually([&] { return claim_notifications(session, "w", 10, 1min)->size() == 1; }));
}

TEST_CASE("a worker that comes back after its lease does not undo what another did [row 73]", "[postgres]") {
  start_over();
  Session session(options());
  store_all(session, {message("a")});
  const auto slow = claim_notifications(session, "slow", 10, 1ms).value();
  REQUIRE(eventually([&] {
    const auto taken = claim_notifications(session, "quick", 10, 1min).value();
    if (taken.empty()) return false;
    finish(session, taken[0], NotificationEnd::applied);
    return true;
  }));
  finish(session, slow[0], NotificationEnd::parked, 0ms);
  CHECK(value_of("SELECT status FROM notifications") == "applied");
  CHECK(claim_notifications(session, "w", 10, 1min)->empty());
}
