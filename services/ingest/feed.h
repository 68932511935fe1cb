// The live feed of stores: readers of one store share one reading of the database, and what it found is kept
// in memory for a while. A wake-up from Redis makes it look at once; without Redis it looks by itself every
// look_again. A store without readers is not looked at. Runs on one thread; the reading itself goes through
// the pool.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/time.h"
#include "services/postgres/feed.h"
#include "services/postgres/pool.h"

namespace lunchrush::ingest {

namespace asio = boost::asio;

struct FeedLimits {
  std::chrono::milliseconds look_again{1'000};
  std::chrono::milliseconds heartbeat{
      15'000};  // a comment line, so that proxies and clients know the line is alive
  std::chrono::milliseconds stale_after{3'000};  // without a successful look the readers are told
  int events_per_read_max = 500;
  std::size_t bytes_per_read_max = 256 * 1024;  // what waits in one reader's socket at most
  std::size_t events_kept_max = 1'000;          // per store with readers, in memory
  std::size_t bytes_kept_max = 1024 * 1024;
  std::size_t readers_max = 20'000;
};

class Feed {
 public:
  class Reader;
  // What a reader is told next.
  enum class News {
    events,  // the events that follow, in order, without a gap
    start,   // it had no position: the feed ends at `last`
    reset,   // its position is not in the feed (too old, or from the future): begin anew at `last`
    stale,   // the database cannot be read: what the reader has is as of `as_of`
    fresh,   // … and now it can be again
    quiet,   // nothing but the passing of a heartbeat
    ended,   // the feed was stopped, or the reader was: nothing more comes
  };
  struct Next {
    News news = News::quiet;
    std::vector<postgres::EventRow> events;
    std::int64_t last = 0;
    domain::Instant as_of{};
  };

  Feed(asio::io_context& context, postgres::Pool& pool, FeedLimits limits = {});
  ~Feed();

  void wake(domain::StoreId store);  // something new: look now
  void wake_all();
  void stop();  // the program drains: every reader's next() answers `ended` at once

  // Null when readers_max read already, and once stopped.
  // `key_id`: whose key opened it.
  std::unique_ptr<Reader> join(domain::StoreId store, std::string_view key_id = {});
  void end_readers_of(std::string_view key_id);  // the key was revoked
  std::size_t readers() const;
  const FeedLimits& limits() const;

 private:
  struct State;
  struct StoreFeed;
  static asio::awaitable<void> follow(std::shared_ptr<State> state, std::shared_ptr<StoreFeed> store);
  static asio::awaitable<void> look(const State& state, StoreFeed& store);
  std::shared_ptr<State> state_;  // outlives the Feed while readers and readings end
};

// One open stream's place at a store's feed. The store is looked at while there is one.
class Feed::Reader {
 public:
  Reader(std::shared_ptr<State> state, std::shared_ptr<StoreFeed> store, std::string_view key_id);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Waits at most a heartbeat. `after`: the last event the reader has; nullopt: it has none and wants to know
  // where the feed ends.
  asio::awaitable<Next> next(std::optional<std::int64_t> after);
  void end();  // its peer is gone: next() answers `ended`, now and ever after

 private:
  friend class Feed;
  Next tell(News news) const;
  std::optional<Next> at_hand(std::optional<std::int64_t> after);
  std::optional<Next> beyond_the_end();
  asio::awaitable<std::optional<Next>> read_back(std::int64_t after);
  asio::awaitable<void> wait(std::chrono::steady_clock::time_point until);

  std::shared_ptr<State> state_;
  std::shared_ptr<StoreFeed> store_;  // shared with the coroutine that looks
  std::string key_id_;
  asio::steady_timer timer_;
  bool ended_ = false;
  bool told_stale_ = false;
  std::uint64_t confirming_look_ = 0;  // 0: none is awaited
};

}  // namespace lunchrush::ingest
