#include "services/web/concurrency_limit.h"

#include <catch2/catch.hpp>
#include <deque>

using namespace lunchrush::web;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

using Instant = ConcurrencyLimit::Instant;

constexpr ConcurrencyBounds bounds{.concurrent_min = 100, .concurrent_max = 1'000, .delay_target = 100ms};
constexpr Instant start{1h};

// A limit, and windows that pass.
struct Windows {
  Windows() { limit.advance(now, 0); }
  // Each with one request, which began in it.
  void pass(int count, std::size_t running, milliseconds delay) {
    for (; count > 0; --count) {
      limit.began(running);
      limit.ended(now, delay, 0s);
      limit.advance(now += 50ms, running);
    }
  }

  ConcurrencyLimit limit{bounds};
  Instant now = start;
};

// A server that answers first come, first served, in steps of a millisecond. Nothing here is real time.
class Restaurant {
 public:
  explicit Restaurant(const ConcurrencyBounds& given = {}) : limit(given) {}

  // `offered` come each millisecond; 80 % of the limit is theirs.
  void open_loop(milliseconds duration, int offered) {
    for (milliseconds at{}; at != duration; ++at, resting.clear()) step(offered);
  }
  // So many callers, each asking again as soon as it was answered, or a second after it was refused, as it is
  // told.
  void closed_loop(milliseconds duration, std::size_t callers) {
    for (milliseconds at{}; at != duration; ++at) {
      while (!resting.empty() && now - resting.front() >= 1s) resting.pop_front();
      step(static_cast<int>(callers - running.size() - resting.size()));
    }
  }
  void forget() { answered = refused = 0, longest = {}; }

  ConcurrencyLimit limit;
  int speed = 15;  // answers a millisecond; 0: the database stalls
  int answered = 0;
  int refused = 0;
  milliseconds longest{};

 private:
  void step(int arriving) {
    now += 1ms;
    for (; arriving > 0; --arriving) arrive();
    for (int done = 0; done != speed && !running.empty(); ++done, ++answered) finish();
    while (!running.empty() && now - running.front() >= 8s) finish();  // given up
    limit.advance(now, running.size());
  }
  void arrive() {
    if (running.size() * 100 >= limit.allowed() * 80) return refuse();
    running.push_back(now);
    limit.began(running.size());
  }
  void refuse() {
    ++refused;
    limit.refused();
    limit.crowded();
    resting.push_back(now);
  }
  void finish() {
    const auto delay = now - running.front();
    limit.ended(running.front(), delay, 0s);
    longest = std::max(longest, std::chrono::duration_cast<milliseconds>(delay));
    running.pop_front();
  }

  Instant now = start;
  std::deque<Instant> running, resting;
};

}  // namespace

TEST_CASE("three windows in a row decide by the mean delay, and only when the limit is near") {
  struct Row {
    std::size_t running;
    milliseconds delay;
    std::size_t allowed;
  };
  const auto row = GENERATE(values<Row>({
      {1'000, 99ms, 1'000},  // in time; it cannot grow further
      {1'000, 100ms, 1'000},
      {1'000, 105ms, 900},  // felt, however little too late
      {1'000, 125ms, 800},  // in proportion
      {1'000, 10s, 500},    // at most halved
      {500, 125ms, 800},
      {499, 125ms, 1'000},  // slow for another reason
      {1, 10s, 1'000},
  }));
  CAPTURE(row.running, row.delay.count());
  Windows windows;
  windows.pass(2, row.running, row.delay);
  windows.limit.began(row.running);
  windows.limit.ended(windows.now, row.delay, 0s);
  windows.limit.advance(windows.now + 49ms, row.running);
  CHECK(windows.limit.allowed() == 1'000);  // the third is not over
  windows.limit.advance(windows.now + 50ms, row.running);
  CHECK(windows.limit.allowed() == row.allowed);
}

TEST_CASE("a slow moment now and then is no overload") {
  Windows windows;
  for (int i = 0; i != 10; ++i) {
    windows.pass(2, 1'000, 1s);
    windows.pass(1, 1'000, 50ms);
  }
  CHECK(windows.limit.allowed() == 1'000);
}

TEST_CASE("the event loop's lateness counts as long as it serves more than it refuses") {
  const auto [served, refused, allowed] =
      GENERATE(table<int, int, std::size_t>({{10, 0, 800}, {10, 9, 800}, {10, 10, 1'000}, {10, 80, 1'000}}));
  CAPTURE(served, refused);
  ConcurrencyLimit limit(bounds);
  limit.advance(start, 0);
  for (int window = 0; window != 3; ++window) {
    limit.began(1'000);
    for (int i = 0; i != served; ++i) limit.ended(start, 5ms, 120ms);
    for (int i = 0; i != refused; ++i) limit.refused();
    limit.advance(start + (window + 1) * 50ms, 1'000);
  }
  CHECK(limit.allowed() == allowed);
}

TEST_CASE("what began before a decrease does not decrease again") {
  Windows windows;
  windows.pass(3, 1'000, 10s);
  REQUIRE(windows.limit.allowed() == 500);
  windows.limit.ended(windows.now - 1ms, 10s, 0s);
  windows.limit.advance(windows.now += 50ms, 1'000);
  CHECK(windows.limit.allowed() == 500);
  windows.limit.ended(windows.now, 10s, 0s);
  windows.limit.advance(windows.now += 50ms, 1'000);
  CHECK(windows.limit.allowed() == 250);
}

TEST_CASE("the limit keeps between its floor and its ceiling, and a floor above the ceiling is the ceiling") {
  Windows windows;
  windows.pass(20, 1'000, 10s);
  CHECK(windows.limit.allowed() == 100);
  windows.limit.advance(windows.now + 1h, 0);
  CHECK(windows.limit.allowed() == 1'000);
  CHECK(ConcurrencyLimit({.concurrent_min = 128, .concurrent_max = 1}).allowed() == 1);
}

TEST_CASE("callers who wait for each other are never refused while the server is well") {
  const std::size_t callers = GENERATE(1, 128, 1'000);
  Restaurant restaurant;
  restaurant.speed = 16;
  restaurant.closed_loop(20s, callers);
  CHECK(restaurant.refused == 0);
  CHECK(restaurant.limit.allowed() == ConcurrencyBounds{}.concurrent_max);
}

TEST_CASE("a burst fills the places that are there for bursts; who goes on crowding finds only the floor's") {
  struct Row {
    int crowded_windows;
    std::size_t allowed;
  };
  const auto row = GENERATE(values<Row>({{3, 1'000}, {4, 750}, {5, 563}, {20, 100}}));
  CAPTURE(row.crowded_windows);
  Windows windows;
  for (int i = 0; i != row.crowded_windows; ++i) {
    windows.limit.crowded();
    windows.pass(1, 1'000, 50ms);
  }
  CHECK(windows.limit.allowed() == row.allowed);
  windows.pass(60, 50, 10ms);  // three seconds in which nobody was refused
  CHECK(windows.limit.allowed() == 1'000);
}

TEST_CASE("under overload the server works at its full speed and nobody waits long") {
  const auto [speed, overload] = GENERATE(table<int, int>({{15, 2}, {15, 5}, {15, 10}, {5, 5}, {2, 40}}));
  CAPTURE(speed, overload);
  Restaurant restaurant;
  restaurant.speed = speed;
  restaurant.open_loop(3s, speed * overload);  // it finds its place
  restaurant.forget();
  restaurant.open_loop(20s, speed * overload);
  CHECK(restaurant.answered == speed * 20'000);
  // The floor's places at this speed, and the step that fills them.
  CHECK(restaurant.longest <= milliseconds{256 / speed + 2});
}

TEST_CASE("after a stall of ten seconds a thousand callers who try again are all served within two seconds") {
  Restaurant restaurant;
  restaurant.closed_loop(5s, 1'000);
  restaurant.speed = 0;
  restaurant.closed_loop(10s, 1'000);
  restaurant.speed = 15;
  restaurant.closed_loop(100ms, 1'000);
  restaurant.forget();
  restaurant.closed_loop(1'900ms, 1'000);
  CHECK(restaurant.answered == 15 * 1'900);  // full speed at once
  restaurant.forget();
  restaurant.closed_loop(5s, 1'000);
  CHECK(restaurant.refused == 0);
}

TEST_CASE("a stall in the middle of an overload leaves no trace two seconds later") {
  Restaurant restaurant;
  restaurant.open_loop(5s, 75);
  restaurant.speed = 0;
  restaurant.open_loop(10s, 75);
  restaurant.speed = 15;
  restaurant.open_loop(2s, 75);
  restaurant.forget();
  restaurant.open_loop(5s, 75);
  CHECK(restaurant.answered == 15 * 5'000);
  CHECK(restaurant.longest < 160ms);
}
