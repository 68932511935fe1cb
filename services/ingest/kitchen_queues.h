// What stores' kitchens have still to make, kept for moments: however many guests ask where their orders
// stand, each store is read by one statement every look_again at most, and how fast it is every speeds_again.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <unordered_map>

#include "services/ingest/business_day.h"
#include "services/ingest/directory.h"
#include "services/ingest/metrics.h"
#include "services/postgres/kitchen_queue.h"

namespace lunchrush::ingest {

struct KitchenQueueLimits {
  std::chrono::milliseconds look_again{2'000};
  std::chrono::milliseconds speeds_again{30'000};
  std::chrono::milliseconds look_within{5'000};
  std::chrono::hours open_max{12};  // a ticket that nobody closed is before nobody's for longer
  int tickets_max = 2'000;          // per store; a kitchen that has more says "2,000" of them
  std::size_t stores_max = 1'024;   // the one that was not asked for longest makes room
};

struct KitchenSight {
  postgres::KitchenQueue queue;
  std::vector<domain::StationSpeed> speeds;  // of the store's day
};
using KitchenSightPointer =
    std::shared_ptr<const KitchenSight>;  // a request keeps its own while a newer one takes its place

// Runs on one thread; the reading itself goes through the pool.
class KitchenQueues {
 public:
  struct Wanted {
    postgres::KitchenQueueFilter filter;
    BusinessDay day;  // whose speeds count
  };

  KitchenQueues(asio::io_context& context, postgres::Pool& pool, IngestMetrics& metrics,
                KitchenQueueLimits limits = {});

  // Who asks while it is read waits for that reading. Errors: unavailable, overloaded, internal.
  asio::awaitable<domain::Result<KitchenSightPointer>> of(StorePointer store);

 private:
  struct Look;
  struct Known;
  using LookPointer = std::shared_ptr<Look>;    // those who wait for it, and the coroutine that looks
  using KnownPointer = std::shared_ptr<Known>;  // a look goes on when its store has made room meanwhile

  KnownPointer known_of(domain::StoreId store);
  static asio::awaitable<void> read(KnownPointer known, Wanted wanted, postgres::Pool& pool,
                                    KitchenQueueLimits limits);

  asio::io_context& context_;
  postgres::Pool& pool_;
  IngestMetrics& metrics_;
  KitchenQueueLimits limits_;
  std::list<KnownPointer> kept_;  // what was asked for last is in front
  std::unordered_map<std::uint32_t, std::list<KnownPointer>::iterator> places_;
};

}  // namespace lunchrush::ingest
