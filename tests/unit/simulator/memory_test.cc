#include <unistd.h>

#include <boost/json/value.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "services/simulator/bill_shelf.h"
#include "services/simulator/clock.h"
#include "services/simulator/ledger.h"
#include "services/simulator/record.h"
#include "services/simulator/used_codes.h"

using namespace lunchrush::simulator;
using lunchrush::domain::Instant;
using namespace std::chrono_literals;

namespace {

class TemporaryFile {
 public:
  TemporaryFile()
      : path_(std::filesystem::temp_directory_path() / ("lunchrush-journal-" + std::to_string(::getpid()))) {
    std::filesystem::remove(path_);
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

constexpr Instant now{std::chrono::hours{500'000}};

Trade trade(Words& words, std::string number) {
  Trade t;
  t.account = words.keep("w1");
  t.product = words.keep("native");
  t.out_trade_no = std::move(number);
  t.code = "code_of_" + t.out_trade_no;
  t.amount_fen = 1000;
  t.created_at = now;
  t.expires_at = t.code_expires_at = now + 1h;
  return t;
}

void ignore(const boost::json::object&) {}

}  // namespace

TEST_CASE(
    "[row 72] a ledger replayed from its journal knows the same trades, refunds, bill and untold events",
    "[simulator]") {
  const TemporaryFile file;
  {
    Journal journal(file.path());
    Ledger ledger(journal);
    CHECK(ledger.replay(ignore).empty());
    Trade& first = ledger.add(trade(ledger.words(), "first"));
    ledger.add(trade(ledger.words(), "second"));
    Event paid, told;
    paid.id = "untold";
    paid.account = first.account;
    paid.out_trade_no = first.out_trade_no;
    told = paid;
    told.id = "told";
    first.state = TradeState::paid;
    first.paid_at = now + 1min;
    first.transaction_id = "T1";
    ledger.save(first, {BillLine{BillKind::pay, &first, 0, 1000, now + 1min}, &paid});
    Refund refund;
    refund.out_refund_no = "r1";
    refund.amount_fen = 300;
    first.refunds.push_back(refund);
    ledger.save(first, {std::nullopt, &told});
    ledger.event_done("told");
    ledger.renew_code(*ledger.find("w1", "second"), "renewed");
  }
  Journal journal(file.path());
  Ledger ledger(journal);
  const auto untold = ledger.replay(ignore);
  REQUIRE(untold.size() == 1);
  CHECK(untold[0].id == "untold");
  CHECK(ledger.trades() == 2);
  const Trade* first = ledger.find("w1", "first");
  REQUIRE(first != nullptr);
  CHECK(first->state == TradeState::paid);
  CHECK(first->paid_at == now + 1min);
  CHECK(ledger.find_by_transaction("w1", "T1") == first);
  CHECK(ledger.find_anywhere("first") == first);
  CHECK(ledger.find("w2", "first") == nullptr);
  REQUIRE(ledger.find_refund("w1", "r1").has_value());
  CHECK(ledger.find_refund("w1", "r1")->refund().amount_fen == 300);
  REQUIRE(ledger.refunds_under_way().size() == 1);
  REQUIRE(ledger.bill().size() == 1);
  CHECK(ledger.bill()[0].trade == first);
  CHECK(ledger.find_by_code("code_of_second") == nullptr);
  CHECK(ledger.find_by_code("renewed") == ledger.find("w1", "second"));
}

TEST_CASE("a journal whose last line was cut short loses that line only; a broken line inside is an error",
          "[simulator]") {
  const TemporaryFile file;
  std::ofstream(file.path()) << "{\"a\":1}\n{\"b\":2}\n{\"c\"";
  int lines = 0;
  const auto count = [&](const boost::json::object&) { ++lines; };
  {
    Journal journal(file.path());
    journal.replay(count);
    journal.append({{"d", 4}});
  }
  CHECK(lines == 2);
  Journal(file.path()).replay(count);
  CHECK(lines == 5);
  std::ofstream(file.path()) << "{\"a\":1}\nnonsense\n{\"b\":2}\n";
  CHECK_THROWS_AS(Journal(file.path()).replay(count), std::runtime_error);
}

TEST_CASE("a payment code belongs to the first trade that used it, for a minute", "[simulator]") {
  UsedCodes codes;
  CHECK(codes.use("c", "first", now));
  CHECK(codes.use("c", "first", now + 1s));
  CHECK_FALSE(codes.use("c", "second", now + 59s));
  CHECK(codes.use("c", "second", now + 60s));
}

TEST_CASE("a bill can be fetched for half a minute, by the account it belongs to", "[simulator]") {
  BillShelf shelf;
  const auto token = shelf.put("bytes", "w1", now);
  CHECK(shelf.get(token, "w1", now + 29s) == "bytes");
  CHECK(shelf.get(token, "", now) == "bytes");
  CHECK_FALSE(shelf.get(token, "w2", now).has_value());
  CHECK_FALSE(shelf.get(token, "w1", now + 30s).has_value());
  CHECK_FALSE(shelf.get("other", "w1", now).has_value());
}

TEST_CASE("the clock's ticks run at its scale and jump when told; what others verify does not",
          "[simulator]") {
  Clock clock(3600);
  CHECK(clock.ticks_in(1ms) == 3600ms);
  const auto before = clock.ticks();
  clock.advance(24h);
  CHECK(clock.ticks() >= before + 24h);
  CHECK(clock.now() - std::chrono::system_clock::now() < 1s);
  clock.set_scale(0.5);
  CHECK(clock.ticks_in(10ms) == 5ms);
  clock.set_skew(-400s);
  CHECK(clock.now() < std::chrono::system_clock::now() - 399s);
}
