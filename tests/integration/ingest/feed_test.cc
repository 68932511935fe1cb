#include "services/ingest/feed.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <limits>

#include "tests/integration/ingest/database.h"

using namespace lunchrush;
using namespace std::chrono_literals;
using ingest::Feed;
using ingest::testing::Database;
using News = Feed::News;

namespace {

namespace asio = boost::asio;
constexpr domain::StoreId store{1001};
constexpr auto scenario_max = 30s;

// A feed that looks often, or, for what only a wake-up shall bring about, never again by itself.
struct Kitchen {
  explicit Kitchen(std::chrono::milliseconds look_again = 5ms, ingest::FeedLimits limits = {}) {
    limits.look_again = look_again;
    limits.stale_after = 1s;  // far more than one reading takes on a busy machine
    if (limits.heartbeat == ingest::FeedLimits{}.heartbeat) limits.heartbeat = 10s;
    feed.emplace(context, pool, limits);
  }

  // Runs it to its end; nothing may be left to do after it, for a store that nobody reads is not looked at.
  template <class Scenario>
  void play(Scenario scenario) {
    std::exception_ptr failure;
    asio::co_spawn(context, scenario(), [&](std::exception_ptr thrown) { failure = thrown; });
    context.run_for(scenario_max);
    if (failure) std::rethrow_exception(failure);
    REQUIRE(context.stopped());
    CHECK(feed->readers() == 0);
  }

  std::uint64_t readings() { return metrics.commit_seconds.Collect().histogram.sample_count; }

  Database database;
  telemetry::Registry registry;
  postgres::BatchMetrics metrics{registry, "reads"};
  asio::io_context context{1};
  postgres::Pool pool{{.sessions = 2}, {database.url()}, metrics};
  std::optional<Feed> feed;
};

// Reads on until `last`, or what else it is told; answers the seqs.
asio::awaitable<std::vector<std::int64_t>> read_to(Feed::Reader& reader, std::int64_t after,
                                                   std::int64_t last) {
  std::vector<std::int64_t> seqs;
  while (after < last) {
    auto next = co_await reader.next(after);
    if (next.news != News::events) break;
    for (const auto& event : next.events) seqs.push_back(event.seq);
    after = seqs.back();
  }
  co_return seqs;
}

std::vector<std::int64_t> from_to(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> seqs;
  for (auto seq = first; seq <= last; ++seq) seqs.push_back(seq);
  return seqs;
}

}  // namespace

TEST_CASE("a reader without a position is told where the feed ends, and then what comes", "[ingest]") {
  Kitchen kitchen;
  kitchen.database.add_events(1, 3);
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    CHECK(start.news == News::start);
    CHECK(start.last == 3);
    kitchen.database.add_events(4, 6);
    auto seqs = co_await read_to(*reader, 3, 6);
    CHECK(seqs == from_to(4, 6));
  };
  kitchen.play(scenario);
}

TEST_CASE("a store without events has a feed that ends at nothing", "[ingest]") {
  Kitchen kitchen;
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    CHECK(start.last == 0);
    kitchen.database.add_events(1, 1);
    auto seqs = co_await read_to(*reader, 0, 1);
    CHECK(seqs == from_to(1, 1));
  };
  kitchen.play(scenario);
}

TEST_CASE("a wake-up makes a feed look at once", "[ingest]") {
  Kitchen kitchen(1h);
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    CHECK(start.last == 0);
    kitchen.database.add_events(1, 1);
    kitchen.feed->wake(store);
    auto first = co_await read_to(*reader, 0, 1);
    CHECK(first == from_to(1, 1));
    kitchen.database.add_events(2, 2);
    kitchen.feed->wake(domain::StoreId{1002});  // nobody reads that one
    kitchen.feed->wake_all();
    auto second = co_await read_to(*reader, 1, 2);
    CHECK(second == from_to(2, 2));
  };
  kitchen.play(scenario);
}

TEST_CASE("the readers of a store share one reading of the database", "[ingest]") {
  Kitchen kitchen(1h);
  kitchen.database.add_events(1, 100);
  const auto scenario = [&]() -> asio::awaitable<void> {
    std::vector<std::unique_ptr<Feed::Reader>> readers;
    for (int i = 0; i != 50; ++i) readers.push_back(kitchen.feed->join(store));
    for (const auto& reader : readers) {
      auto start = co_await reader->next(std::nullopt);
      CHECK(start.last == 100);
    }
    CHECK(kitchen.readings() == 1);
    kitchen.database.add_events(101, 110);
    kitchen.feed->wake(store);
    for (const auto& reader : readers) {
      auto seqs = co_await read_to(*reader, 100, 110);
      CHECK(seqs == from_to(101, 110));
    }
    CHECK(kitchen.readings() == 2);
    // Those who come back to the same place share what is read again for the first of them.
    for (const auto& reader : readers) {
      auto seqs = co_await read_to(*reader, 90, 110);
      CHECK(seqs == from_to(91, 110));
    }
    CHECK(kitchen.readings() == 3);
  };
  kitchen.play(scenario);
}

TEST_CASE("a reader from far behind reads everything since, without a gap, though little of it is in memory",
          "[ingest]") {
  Kitchen kitchen(5ms, {.events_per_read_max = 40, .events_kept_max = 50});
  kitchen.database.add_events(1, 500);
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto seqs = co_await read_to(*reader, 0, 500);
    CHECK(seqs == from_to(1, 500));
    kitchen.database.add_events(501, 900);  // more than one look takes, and than is kept
    auto more = co_await read_to(*reader, 500, 900);
    CHECK(more == from_to(501, 900));
    const auto other = kitchen.feed->join(store);
    auto again = co_await read_to(*other, 123, 900);
    CHECK(again == from_to(124, 900));
  };
  kitchen.play(scenario);
}

TEST_CASE(
    "a position that is not in the feed is reset: from the future, negative, or no longer kept [row 82]",
    "[ingest]") {
  Kitchen kitchen;
  kitchen.database.add_events(1, 20);
  kitchen.database.run("DELETE FROM feed WHERE last_seq <= 10");
  const auto scenario = [&]() -> asio::awaitable<void> {
    for (const std::int64_t position :
         {std::int64_t{21}, std::numeric_limits<std::int64_t>::max(), std::int64_t{-1},
          std::numeric_limits<std::int64_t>::min(), std::int64_t{0}, std::int64_t{9}}) {
      const auto reader = kitchen.feed->join(store);
      auto told = co_await reader->next(position);
      CAPTURE(position);
      CHECK(told.news == News::reset);
      CHECK(told.last == 20);
    }
    const auto reader = kitchen.feed->join(store);
    auto seqs = co_await read_to(*reader, 10, 20);  // the last that can be continued from
    CHECK(seqs == from_to(11, 20));
  };
  kitchen.play(scenario);
}

TEST_CASE("a position that another replica gave out is not from the future: it is looked for first [row 82]",
          "[ingest]") {
  Kitchen kitchen(1h);
  kitchen.database.add_events(1, 3);
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    CHECK(start.last == 3);
    kitchen.database.add_events(4, 6);  // and no wake-up
    auto seqs = co_await read_to(*reader, 5, 6);
    CHECK(seqs == from_to(6, 6));
  };
  kitchen.play(scenario);
}

TEST_CASE("a feed that was set back resets those who are ahead of it", "[ingest]") {
  Kitchen kitchen;
  kitchen.database.add_events(1, 9);
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    CHECK(start.last == 9);
    kitchen.database.run("DELETE FROM feed WHERE last_seq > 5; UPDATE feed_positions SET last_seq = 5");
    auto told = co_await reader->next(9);
    CHECK(told.news == News::reset);
    CHECK(told.last == 5);
    kitchen.database.add_events(6, 7);
    auto seqs = co_await read_to(*reader, 5, 7);
    CHECK(seqs == from_to(6, 7));
  };
  kitchen.play(scenario);
}

TEST_CASE("readers are told when the database cannot be read, once, and when it can again [row 38]",
          "[ingest]") {
  Kitchen kitchen;
  kitchen.database.add_events(1, 3);
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    kitchen.database.go_away();
    auto stale = co_await reader->next(3);
    CHECK(stale.news == News::stale);
    CHECK(stale.as_of >= start.as_of);
    const auto newcomer = kitchen.feed->join(store);
    auto told = co_await newcomer->next(3);
    CHECK(told.news == News::stale);
    kitchen.database.come_back();
    auto fresh = co_await reader->next(3);
    CHECK(fresh.news == News::fresh);
    CHECK(fresh.as_of > stale.as_of);
    kitchen.database.add_events(4, 4);
    auto seqs = co_await read_to(*reader, 3, 4);
    CHECK(seqs == from_to(4, 4));
  };
  kitchen.play(scenario);
}

TEST_CASE("a reader who hears nothing is sent a heartbeat", "[ingest]") {
  Kitchen kitchen(5ms, {.heartbeat = 50ms});
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    // On a busy machine the first look may take longer than a heartbeat.
    while (start.news == News::quiet || start.news == News::stale)
      start = co_await reader->next(std::nullopt);
    CHECK((start.news == News::start || start.news == News::fresh));
    auto quiet = co_await reader->next(0);
    CHECK(quiet.news == News::quiet);
  };
  kitchen.play(scenario);
}

TEST_CASE("a waiting reader ends at once when the program drains or its peer leaves", "[ingest]") {
  const bool drains = GENERATE(true, false);
  Kitchen kitchen(1h, {.heartbeat = 1h});
  const auto scenario = [&]() -> asio::awaitable<void> {
    const auto reader = kitchen.feed->join(store);
    auto start = co_await reader->next(std::nullopt);
    CHECK(start.news == News::start);
    asio::post(kitchen.context, [&] { drains ? kitchen.feed->stop() : reader->end(); });
    auto told = co_await reader->next(0);
    CHECK(told.news == News::ended);
    auto again = co_await reader->next(0);
    CHECK(again.news == News::ended);
    CHECK((kitchen.feed->join(store) == nullptr) == drains);
  };
  kitchen.play(scenario);
}

TEST_CASE("no more readers are let in than the feed serves, until one leaves [row 79]", "[ingest]") {
  Kitchen kitchen(5ms, {.readers_max = 2});
  const auto scenario = [&]() -> asio::awaitable<void> {
    auto first = kitchen.feed->join(store);
    const auto second = kitchen.feed->join(domain::StoreId{1002});
    CHECK(kitchen.feed->readers() == 2);
    CHECK(kitchen.feed->join(store) == nullptr);
    first.reset();
    CHECK(kitchen.feed->join(store) != nullptr);
    co_return;
  };
  kitchen.play(scenario);
}
