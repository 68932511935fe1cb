// Queues and lanes. What is committed here is nothing: the commit is the test's own, and no server is needed.
#include "services/postgres/batcher.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <semaphore>

#include "services/postgres/pool.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace std::chrono_literals;
using domain::ErrorCode;

namespace {

using Answer = domain::Result<int>;
using Numbers = Batcher<int, int>;
using Clock = std::chrono::steady_clock;

// A batcher whose commits wait until they are let through, and answer ten times the number; a number below
// zero finds no database.
struct Bench {
  explicit Bench(
      BatchLimits limits, Numbers::Finish finish = [](int&) {}) {
    batcher.emplace(
        limits, SessionOptions{}, metrics,
        [this](Session&, std::span<int> items) {
          {
            const std::scoped_lock lock(mutex);
            batches.emplace_back(items.begin(), items.end());
          }
          begun.release();
          let_through.acquire();
          std::vector<Answer> outcomes;
          for (const auto item : items)
            outcomes.push_back(item < 0 ? Answer(domain::Error{ErrorCode::unavailable, "away"})
                                        : Answer(item * 10));
          return outcomes;
        },
        &gate, std::move(finish));
  }
  ~Bench() {
    let_through.release(1000);
    batcher.reset();
  }

  void submit(int number, Clock::duration patience = 1h, Numbers::Share share = 0) {
    const auto ask = [](Bench& self, int asked, Clock::time_point deadline,
                        Numbers::Share of) -> asio::awaitable<void> {
      auto answer = co_await self.batcher->submit(asked, deadline, of);
      self.answers.emplace(asked, std::move(answer));
    };
    asio::co_spawn(context, ask(*this, number, Clock::now() + patience, share), asio::detached);
    context.restart();
    context.poll();
  }
  // Runs what waits for answers until there are that many.
  bool answered(std::size_t count) {
    context.restart();
    const auto give_up = Clock::now() + 20s;
    while (answers.size() < count && Clock::now() < give_up) context.run_one_for(100ms);
    return answers.size() == count;
  }

  asio::io_context context;
  telemetry::Registry registry;
  BatchMetrics metrics{registry, "bench"};
  CommitGate gate;
  std::mutex mutex;
  std::vector<std::vector<int>> batches;
  std::counting_semaphore<> begun{0};
  std::counting_semaphore<> let_through{0};
  std::map<int, Answer> answers;
  std::optional<Numbers> batcher;
};

}  // namespace

TEST_CASE("the commit that is under way sizes the next batch, up to its limit", "[postgres]") {
  Bench bench({.items_max = 4, .lanes = 1});
  bench.submit(0);
  bench.begun.acquire();
  for (int i = 1; i <= 6; ++i) bench.submit(i);
  bench.let_through.release(3);
  REQUIRE(bench.answered(7));
  CHECK(bench.batches == std::vector<std::vector<int>>{{0}, {1, 2, 3, 4}, {5, 6}});
  for (const auto& [asked, answer] : bench.answers) CHECK(answer.value() == asked * 10);
}

TEST_CASE("an outcome is finished on its lane, which counts as taken until then; an error is not",
          "[postgres]") {
  Bench* bench_seen = nullptr;
  const auto callers_thread = std::this_thread::get_id();
  std::vector<int> finished;
  bool elsewhere = true, taken = true;
  Bench bench({.items_max = 4, .lanes = 1}, [&](int& outcome) {
    finished.push_back(outcome++);
    elsewhere = elsewhere && std::this_thread::get_id() != callers_thread;
    taken = taken && !bench_seen->batcher->calm();
  });
  bench_seen = &bench;
  bench.let_through.release(1);
  bench.submit(1);
  REQUIRE(bench.answered(1));
  CHECK(bench.answers.at(1).value() == 11);
  bench.submit(0);
  bench.begun.acquire();
  bench.begun.acquire();
  bench.submit(-1);
  bench.submit(2);
  bench.let_through.release(2);
  REQUIRE(bench.answered(4));
  CHECK(bench.answers.at(-1).error().code == ErrorCode::unavailable);
  CHECK(bench.answers.at(2).value() == 21);
  CHECK(finished == std::vector{10, 0, 20});
  CHECK(elsewhere);
  CHECK(taken);
}

TEST_CASE("a full queue refuses at once, and nothing was done", "[postgres]") {
  Bench bench({.items_max = 4, .queued_max = 2, .lanes = 1});
  bench.submit(0);
  bench.begun.acquire();
  for (int i = 1; i <= 3; ++i) bench.submit(i);
  REQUIRE(bench.answered(1));
  CHECK(bench.answers.at(3).error().code == ErrorCode::overloaded);
  bench.let_through.release(2);
  REQUIRE(bench.answered(4));
  CHECK(bench.batches == std::vector<std::vector<int>>{{0}, {1, 2}});
}

TEST_CASE("who brings much waits longer, who brings little does not [row 91]", "[postgres]") {
  Bench bench({.items_max = 4, .lanes = 1});
  bench.submit(0);
  bench.begun.acquire();
  for (int i = 1; i <= 6; ++i) bench.submit(i, 1h, 1001);
  bench.submit(7, 1h, 1002);
  bench.submit(8, 1h, 1003);
  bench.let_through.release(4);
  REQUIRE(bench.answered(9));
  CHECK(bench.batches == std::vector<std::vector<int>>{{0}, {1, 7, 8, 2}, {3, 4, 5, 6}});
}

TEST_CASE(
    "a full queue makes room for who has less than a fair part of it, at the cost of who has most [row 91]",
    "[postgres]") {
  Bench bench({.items_max = 8, .queued_max = 4, .lanes = 1});
  bench.submit(0);
  bench.begun.acquire();
  for (int i = 1; i <= 4; ++i) bench.submit(i, 1h, 1001);
  bench.submit(5, 1h, 1002);  // in place of 4
  bench.submit(6, 1h, 1001);  // refused: it has its part
  REQUIRE(bench.answered(2));
  for (const int refused : {4, 6}) CHECK(bench.answers.at(refused).error().code == ErrorCode::overloaded);
  bench.let_through.release(2);
  REQUIRE(bench.answered(7));
  CHECK(bench.batches == std::vector<std::vector<int>>{{0}, {1, 5, 2, 3}});
}

TEST_CASE("who waits in the queue past its deadline is told so, and its item is never committed",
          "[postgres]") {
  Bench bench({.items_max = 4, .lanes = 1});
  bench.submit(0);
  bench.begun.acquire();
  bench.submit(1, 10ms);
  bench.submit(2);
  REQUIRE(bench.answered(1));
  CHECK(bench.answers.at(1).error().code == ErrorCode::overloaded);
  bench.let_through.release(2);
  REQUIRE(bench.answered(3));
  CHECK(bench.batches == std::vector<std::vector<int>>{{0}, {2}});
}

TEST_CASE(
    "who waits for a commit past its deadline does not know what became of it, and is answered once [row 37]",
    "[postgres]") {
  Bench bench({.items_max = 4, .lanes = 1});
  bench.submit(0, 200ms);
  bench.begun.acquire();
  REQUIRE(bench.answered(1));
  CHECK(bench.answers.at(0).error().code == ErrorCode::outcome_unknown);
  bench.let_through.release();
  bench.submit(1);
  bench.let_through.release();
  REQUIRE(bench.answered(2));
  CHECK(bench.answers.at(0).has_error());
}

TEST_CASE(
    "while the gate is shut nothing is taken, what waits is refused, and a commit under way is unknown [row "
    "46]",
    "[postgres]") {
  Bench bench({.items_max = 4, .lanes = 1});
  bench.submit(0);
  bench.begun.acquire();
  bench.submit(1);
  bench.gate.shut();
  bench.submit(2);
  REQUIRE(bench.answered(3));
  CHECK(bench.answers.at(0).error().code == ErrorCode::outcome_unknown);
  CHECK(bench.answers.at(1).error().code == ErrorCode::unavailable);
  CHECK(bench.answers.at(2).error().code == ErrorCode::unavailable);
  CHECK(bench.metrics.gate_refused_total.Value() == 2);
  bench.gate.open();
  bench.submit(3);
  bench.let_through.release(2);
  REQUIRE(bench.answered(4));
  CHECK(bench.answers.at(3).value() == 30);
  CHECK(bench.batches == std::vector<std::vector<int>>{{0}, {3}});
}

TEST_CASE("beside a commit under way a lane begins for a crowd, or when that commit is slow", "[postgres]") {
  SECTION("a crowd") {
    Bench bench({.items_max = 2, .lanes = 2, .slow_after = 1h});
    bench.submit(0);
    bench.begun.acquire();
    for (int i = 1; i != 8; ++i) bench.submit(i);
    CHECK_FALSE(
        bench.begun.try_acquire_for(100ms));  // longer than a sweep: nothing but its own wait keeps it
    bench.submit(8);                          // four times the most of one
    bench.begun.acquire();
    CHECK(bench.batches == std::vector<std::vector<int>>{{0}, {1, 2}});
    bench.let_through.release(8);
    REQUIRE(bench.answered(9));
  }
  SECTION("a queue that holds less than that has no room for one") {
    Bench bench({.items_max = 2, .queued_max = 3, .lanes = 2, .slow_after = 1h});
    bench.submit(0);
    bench.begun.acquire();
    for (int i = 1; i <= 3; ++i) bench.submit(i);
    bench.begun.acquire();
    bench.let_through.release(3);
    REQUIRE(bench.answered(4));
  }
  SECTION("a slow commit") {
    Bench bench({.items_max = 8, .lanes = 2, .slow_after = 0ms});
    bench.submit(0);
    bench.begun.acquire();
    bench.submit(1);
    bench.begun.acquire();
    bench.let_through.release(2);
    REQUIRE(bench.answered(2));
  }
}

TEST_CASE("it is calm when nothing waits or is under way, and the last commit was small and went well",
          "[postgres]") {
  Bench bench({.items_max = 8, .lanes = 1});
  const auto calm = [&] { return bench.batcher->calm(); };
  const auto commit = [&](int number) {
    const auto before = bench.answers.size();
    bench.submit(number);
    bench.let_through.release();
    REQUIRE(bench.answered(before + 1));
    bench.begun.acquire();
  };
  CHECK(calm());
  bench.submit(0);
  bench.begun.acquire();
  CHECK_FALSE(calm());  // under way
  for (int i = 1; i <= 3; ++i) bench.submit(i);
  bench.let_through.release(2);
  REQUIRE(bench.answered(4));
  bench.begun.acquire();
  CHECK_FALSE(calm());  // the last ones came together
  commit(4);
  CHECK(calm());
  commit(-1);
  CHECK_FALSE(calm());  // it went wrong
  commit(5);
  CHECK(calm());
}

TEST_CASE("lanes commit beside each other", "[postgres]") {
  Bench bench({.items_max = 1, .lanes = 2});
  bench.submit(0);
  bench.submit(1);
  bench.begun.acquire();
  bench.begun.acquire();  // both are under way, and neither was let through
  bench.let_through.release(2);
  REQUIRE(bench.answered(2));
}

TEST_CASE("what is queued when the program ends is still committed, and nothing new is taken [row 2]",
          "[postgres]") {
  Bench bench({.items_max = 10'000, .lanes = 1});
  bench.submit(0);
  bench.begun.acquire();
  bench.submit(1);
  auto stopping = std::async(std::launch::async, [&] { bench.batcher->stop(); });
  // Refused as soon as the stop is seen; what was taken before that is committed like the rest.
  int next = 2;
  while (bench.answers.empty()) bench.submit(next++);
  CHECK(bench.answers.begin()->second.error().code == ErrorCode::overloaded);
  bench.let_through.release(100);
  stopping.get();
  REQUIRE(bench.answered(static_cast<std::size_t>(next)));
  for (const auto& [asked, answer] : bench.answers)
    if (answer) CHECK(*answer == asked * 10);
  CHECK(bench.answers.at(1).has_value());
}

TEST_CASE("work that throws is one request's failure and not the program's", "[postgres]") {
  telemetry::Registry registry;
  BatchMetrics metrics(registry, "jobs");
  asio::io_context context;
  Pool pool({.sessions = 1}, {}, metrics);
  std::vector<domain::Result<int>> answers;
  const auto scenario = [&]() -> asio::awaitable<void> {
    for (int i = 0; i != 2; ++i) {
      auto work = [i](Session&) -> domain::Result<int> {
        if (i == 0) throw std::runtime_error("planted");
        return i;
      };
      auto answer = co_await pool.run(std::move(work), Clock::now() + 20s);
      answers.push_back(std::move(answer));
    }
  };
  asio::co_spawn(context, scenario(), asio::detached);
  context.run_for(20s);
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].error().code == ErrorCode::internal);
  CHECK(answers[1].value() == 1);
}
