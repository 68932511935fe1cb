#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <stdexcept>

#include "services/callbacks/crew.h"
#include "services/callbacks/hints.h"
#include "services/callbacks/loop.h"

using namespace lunchrush;
using namespace std::chrono_literals;
using callbacks::Progress;
namespace asio = boost::asio;

namespace {

constexpr callbacks::Rhythm never{.idle = 1h, .after_failure = 1h};

// A gate that tasks wait at.
struct Gate {
  explicit Gate(asio::io_context& context) : timer(context, asio::steady_timer::time_point::max()) {}
  asio::awaitable<void> pass() {
    ++waiting;
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  void open() { timer.cancel(); }
  asio::steady_timer timer;
  int waiting = 0;
};

}  // namespace

TEST_CASE("a loop goes on without a pause while there is more, and a stop ends its pause", "[callbacks]") {
  asio::io_context context;
  callbacks::Loop loop(context.get_executor(), "test", never);
  std::stop_source stop;
  int rounds = 0;
  auto once = [&]() -> asio::awaitable<domain::Result<Progress>> {
    if (++rounds < 5) co_return Progress::more;
    asio::post(context, [&] { stop.request_stop(); });
    co_return Progress::idle;
  };
  asio::co_spawn(context, loop.run(stop.get_token(), once), asio::detached);
  context.run();
  CHECK(rounds == 5);
}

TEST_CASE("a wake-up that comes during the work is not lost", "[callbacks]") {
  asio::io_context context;
  callbacks::Loop loop(context.get_executor(), "test", never);
  std::stop_source stop;
  int rounds = 0;
  auto once = [&]() -> asio::awaitable<domain::Result<Progress>> {
    if (++rounds == 1)
      loop.wake();
    else
      stop.request_stop();
    co_return Progress::idle;
  };
  asio::co_spawn(context, loop.run(stop.get_token(), once), asio::detached);
  context.run();
  CHECK(rounds == 2);
}

TEST_CASE("neither an error nor an exception ends a loop", "[callbacks]") {
  asio::io_context context;
  callbacks::Loop loop(context.get_executor(), "test", {.idle = 1h, .after_failure = 0ms});
  std::stop_source stop;
  int rounds = 0;
  auto once = [&]() -> asio::awaitable<domain::Result<Progress>> {
    ++rounds;
    if (rounds == 1) co_return domain::Error{domain::ErrorCode::unavailable, "away"};
    if (rounds == 2) throw std::runtime_error("unforeseen");
    stop.request_stop();
    co_return Progress::idle;
  };
  asio::co_spawn(context, loop.run(stop.get_token(), once), asio::detached);
  context.run();
  CHECK(rounds == 3);
}

TEST_CASE("a crew keeps to its size and to each account's share, and is idle when the last task has ended",
          "[callbacks]") {
  asio::io_context context;
  Gate gate(context);
  int ended = 0;
  callbacks::Crew crew(context.get_executor(), {.all = 3, .per_account = 2}, [&] { ++ended; });
  auto task = [&] { return gate.pass(); };
  CHECK(crew.start("a", task));
  CHECK(crew.start("a", task));
  CHECK_FALSE(crew.start("a", task));  // its share is taken
  CHECK(crew.start("b", task));
  CHECK(crew.space() == 0);
  CHECK_FALSE(crew.start("c", task));  // the crew is taken

  bool idle = false;
  auto wait = [&]() -> asio::awaitable<void> {
    co_await crew.idle();
    idle = true;
  };
  asio::co_spawn(context, wait, asio::detached);
  context.poll();
  CHECK(gate.waiting == 3);
  CHECK_FALSE(idle);
  gate.open();
  context.run();
  CHECK(idle);
  CHECK(ended == 3);
  CHECK(crew.space() == 3);
  CHECK(crew.start("a", task));
}

TEST_CASE("a task that throws gives its place back", "[callbacks]") {
  asio::io_context context;
  callbacks::Crew crew(context.get_executor(), {.all = 1, .per_account = 1}, [] {});
  auto task = []() -> asio::awaitable<void> {
    throw std::runtime_error("unforeseen");
    co_return;
  };
  CHECK(crew.start("a", task));
  context.run();
  CHECK(crew.space() == 1);
}

TEST_CASE("so many hints a second and no more, and a new second begins anew [row 65]", "[callbacks]") {
  callbacks::PerSecond limit(2);
  const std::chrono::steady_clock::time_point start{100s};
  CHECK(limit.admit(start));
  CHECK(limit.admit(start + 500ms));
  CHECK_FALSE(limit.admit(start + 999ms));
  CHECK(limit.admit(start + 1s));
  CHECK(limit.admit(start + 1s));
  CHECK_FALSE(limit.admit(start + 1s));
}
