#include "services/ingest/kitchen_queues.h"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include "tests/integration/ingest/database.h"

using namespace lunchrush;
using namespace std::chrono_literals;
using ingest::KitchenQueueLimits;

namespace {

namespace asio = boost::asio;
constexpr auto scenario_max = 30s;

ingest::StorePointer store(std::uint32_t id) {
  auto entry = std::make_shared<ingest::StoreEntry>();
  entry->store.id = domain::StoreId{id};
  entry->store.zone = "Asia/Shanghai";
  return entry;
}

// Queues that are never read again by themselves, unless a test says so.
struct Kitchens {
  explicit Kitchens(KitchenQueueLimits limits = {.look_again = 1h, .speeds_again = 1h})
      : queues(context, pool, metrics, limits) {}

  // Asked for by all of them before the first is answered; how many were told a queue.
  int ask(const std::vector<ingest::StorePointer>& stores) {
    int told = 0;
    for (const auto& each : stores)
      asio::co_spawn(context, queues.of(each), [&](std::exception_ptr fault, auto queue) {
        if (fault) std::rethrow_exception(fault);
        told += queue.has_value() ? 1 : 0;
      });
    context.restart();
    context.run_for(scenario_max);
    REQUIRE(context.stopped());
    return told;
  }

  double read() const { return metrics.kitchen_queues_read_total.Value(); }
  double shared() const { return metrics.kitchen_queues_shared_total.Value(); }
  std::uint64_t statements() { return read_metrics.commit_seconds.Collect().histogram.sample_count; }

  ingest::testing::Database database;
  telemetry::Registry registry;
  ingest::IngestMetrics metrics{registry};
  postgres::BatchMetrics read_metrics{registry, "reads"};
  asio::io_context context{1};
  postgres::Pool pool{{.sessions = 2}, {database.url()}, read_metrics};
  ingest::KitchenQueues queues;
};

}  // namespace

TEST_CASE("however many ask, a store's queue is read once", "[ingest]") {
  Kitchens kitchens;
  CHECK(kitchens.ask(std::vector(200, store(1001))) == 200);
  CHECK((kitchens.read() == 1 && kitchens.shared() == 199));
  CHECK(kitchens.ask(std::vector(200, store(1001))) == 200);
  CHECK(kitchens.read() == 1);
  CHECK(kitchens.ask({store(1002), store(1001), store(1002)}) == 3);
  CHECK(kitchens.read() == 2);
  CHECK(kitchens.statements() == 2);
}

TEST_CASE("a queue that is older than it may be is read again", "[ingest]") {
  Kitchens kitchens({.look_again = 0ms, .speeds_again = 1h});
  kitchens.ask({store(1001)});
  kitchens.ask({store(1001), store(1001)});
  CHECK((kitchens.read() == 2 && kitchens.shared() == 1));
}

TEST_CASE("speeds are those of the store's day, and hold longer than the queue", "[ingest]") {
  Kitchens kitchens({.look_again = 0ms, .speeds_again = 1h});
  const auto add = [&](const char* slot) {
    kitchens.database.run(std::string("INSERT INTO kitchen_speed VALUES (1001, ") + slot + ", 'wok', 90, 7)");
  };
  std::vector<domain::StationSpeed> speeds;
  const auto look = [&] {
    asio::co_spawn(kitchens.context, kitchens.queues.of(store(1001)),
                   [&](std::exception_ptr, auto queue) { speeds = (*queue)->speeds; });
    kitchens.context.restart();
    kitchens.context.run_for(scenario_max);
  };
  add("now()");
  add("now() - interval '3 days'");
  look();
  REQUIRE(speeds.size() == 1);
  CHECK((speeds[0].station == "wok" && speeds[0].tickets == 7 && speeds[0].p80 == 100s));
  add("now() + interval '1 microsecond'");
  look();
  CHECK(speeds[0].tickets == 7);
}

TEST_CASE("no more stores are kept than there is room for; the one not asked for longest goes", "[ingest]") {
  Kitchens kitchens({.look_again = 1h, .speeds_again = 1h, .stores_max = 2});
  for (const std::uint32_t id : {1001, 1002, 1001, 1003}) kitchens.ask({store(id)});
  CHECK((kitchens.read() == 3 && kitchens.metrics.kitchen_queues_kept.Value() == 2));
  kitchens.ask({store(1001)});
  CHECK(kitchens.read() == 3);
  kitchens.ask({store(1002)});
  CHECK(kitchens.read() == 4);
}

TEST_CASE("while the database is away nobody is told anything, and afterwards the next one is", "[ingest]") {
  Kitchens kitchens({.look_again = 0ms, .speeds_again = 1h});
  CHECK(kitchens.ask({store(1001)}) == 1);
  kitchens.database.go_away();
  CHECK(kitchens.ask({store(1001), store(1001)}) == 0);
  kitchens.database.come_back();
  int told = 0;
  for (int tries = 0; told == 0 && tries != 100; ++tries) told = kitchens.ask({store(1001)});
  CHECK(told == 1);
}
