// The live feed of stores: readers of one store share one reading of its events. A wake-up from Redis makes it look at
// once; without Redis it looks by itself every look_again. Runs on one thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "services/domain/ids.h"
#include "services/domain/result.h"
#include "services/postgres/pool.h"
#include "services/postgres/reads.h"

namespace lunchrush::ingest {

namespace asio = boost::asio;

struct FeedLimits {
  std::chrono::milliseconds look_again{1'000};
  std::chrono::milliseconds heartbeat{15'000};      // a comment line, so that proxies and clients know the line is alive
  std::chrono::milliseconds stale_after{3'000};     // without a successful look the readers are told
  int events_per_read_max = 500;
  std::size_t events_kept_max = 1'000;              // per store with readers, in memory
  std::size_t readers_max = 20'000;
};

class Feed {
 public:
  Feed(asio::io_context& context, postgres::Pool& pool, FeedLimits limits = {});
  ~Feed();

  void wake(domain::StoreId store);                 // something new: look now
  void wake_all();

  // What a reader gets next. Exactly one of: events after `after`, in order, without a gap; a change of staleness;
  // nothing but the passing of a heartbeat.
  struct Next {
    std::vector<postgres::EventRow> events;
    bool stale = false;
    bool reset = false;                             // `after` is not in the feed (too old, or from the future): start over
  };
  // Waits at most a heartbeat. `known_stale`: what the reader was told last. Errors: unavailable.
  asio::awaitable<domain::Result<Next>> next(domain::StoreId store, std::int64_t after, bool known_stale);

  std::size_t readers() const;
  const FeedLimits& limits() const { return limits_; }

 private:
  struct StoreFeed;
  asio::io_context& context_;
  postgres::Pool& pool_;
  FeedLimits limits_;
  std::unordered_map<std::uint32_t, std::shared_ptr<StoreFeed>> stores_;  // shared with the readers that wait
  std::size_t readers_ = 0;
};

}  // namespace lunchrush::ingest
