#include "services/ingest/kitchen_queues.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "services/ingest/answers.h"
#include "services/ingest/query.h"
#include "services/postgres/rollups.h"

namespace lunchrush::ingest {
namespace {

using Clock = std::chrono::steady_clock;
using Speeds = std::vector<domain::StationSpeed>;

domain::Result<Speeds> read_speeds(postgres::Session& session, domain::StoreId store,
                                   const BusinessDay& day) {
  const auto read = postgres::read_station_speeds(session, store, day.begins, day.ends);
  if (!read) return read.error();
  Speeds speeds;
  for (const auto& each : *read)
    speeds.push_back({each.station, each.tickets, std::chrono::seconds{each.p80_seconds}});
  return speeds;
}

// With the speeds that are known, or else with today's.
domain::Result<KitchenSightPointer> read_sight(postgres::Session& session,
                                               const KitchenQueues::Wanted& wanted,
                                               const std::optional<Speeds>& known) {
  auto queue = postgres::read_kitchen_queue(session, wanted.filter);
  if (!queue) return queue.error();
  auto speeds =
      known ? domain::Result<Speeds>(*known) : read_speeds(session, wanted.filter.store, wanted.day);
  if (!speeds) return speeds.error();
  return KitchenSightPointer(
      std::make_shared<const KitchenSight>(KitchenSight{std::move(*queue), std::move(*speeds)}));
}

}  // namespace

// One reading that is under way.
struct KitchenQueues::Look {
  explicit Look(asio::io_context& context) : ended(context, Clock::time_point::max()) {}
  asio::steady_timer ended;  // cancelled when it has
  std::optional<domain::Result<KitchenSightPointer>> found;
};

struct KitchenQueues::Known {
  domain::StoreId store{};
  KitchenSightPointer sight;  // null: none yet
  Clock::time_point read_at, speeds_read_at;
  LookPointer look;  // null: none is under way
};

KitchenQueues::KitchenQueues(asio::io_context& context, postgres::Pool& pool, IngestMetrics& metrics,
                             KitchenQueueLimits limits)
    : context_(context), pool_(pool), metrics_(metrics), limits_(limits) {}

asio::awaitable<domain::Result<KitchenSightPointer>> KitchenQueues::of(StorePointer store) {
  const auto known = known_of(store->store.id);
  const bool fresh = known->sight && Clock::now() - known->read_at < limits_.look_again;
  (fresh || known->look ? metrics_.kitchen_queues_shared_total : metrics_.kitchen_queues_read_total)
      .Increment();
  if (fresh) co_return known->sight;
  if (!known->look) {
    const auto at = now();
    const auto date = calendar_date(business_date(store->store, at));
    const Wanted wanted{{store->store.id, at - limits_.open_max, limits_.tickets_max},
                        business_day(store->store, *date)};
    known->look = std::make_shared<Look>(context_);
    asio::co_spawn(context_, read(known, wanted, pool_, limits_), asio::detached);
  }
  const auto look = known->look;
  boost::system::error_code cancelled;
  while (!look->found) co_await look->ended.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  co_return *look->found;
}

KitchenQueues::KnownPointer KitchenQueues::known_of(domain::StoreId store) {
  if (const auto place = places_.find(number(store)); place != places_.end()) {
    kept_.splice(kept_.begin(), kept_, place->second);
    return kept_.front();
  }
  if (kept_.size() >= limits_.stores_max) {
    places_.erase(number(kept_.back()->store));
    kept_.pop_back();
  }
  kept_.push_front(std::make_shared<Known>());
  kept_.front()->store = store;
  places_[number(store)] = kept_.begin();
  metrics_.kitchen_queues_kept.Set(static_cast<double>(kept_.size()));
  return kept_.front();
}

asio::awaitable<void> KitchenQueues::read(KnownPointer known, Wanted wanted, postgres::Pool& pool,
                                          KitchenQueueLimits limits) {
  const auto began = Clock::now();
  const bool speeds_hold = known->sight && began - known->speeds_read_at < limits.speeds_again;
  auto speeds = speeds_hold ? std::optional(known->sight->speeds) : std::nullopt;
  auto work = [wanted, speeds = std::move(speeds)](postgres::Session& session) {
    return read_sight(session, wanted, speeds);
  };
  auto found = co_await pool.run(std::move(work), began + limits.look_within);
  if (found) {
    known->sight = *found;
    known->read_at = began;
    if (!speeds_hold) known->speeds_read_at = began;
  }
  const auto ended = std::exchange(known->look, nullptr);
  ended->found = std::move(found);
  ended->ended.cancel();
}

}  // namespace lunchrush::ingest
