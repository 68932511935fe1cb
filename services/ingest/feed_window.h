// The newest part of a store's feed, in memory: dense, bounded in events and in bytes, the oldest given up
// first.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "services/postgres/feed.h"

namespace lunchrush::ingest {

struct FeedWindowLimits {
  std::size_t events_max = 1'000;
  std::size_t bytes_max = 1024 * 1024;
};

class FeedWindow {
 public:
  using Events = std::vector<postgres::EventRow>;

  explicit FeedWindow(FeedWindowLimits limits = {}) : limits_(limits) {}

  // The feed is known up to here; nothing is held yet.
  void start_at(std::int64_t head);
  // The last event that is known of; none before start_at().
  std::optional<std::int64_t> head() const { return head_; }

  // Whether after(seq) can be answered from here: the event that follows `seq` is held.
  bool follows(std::int64_t seq) const;
  Events after(std::int64_t seq, std::size_t events_max, std::size_t bytes_max) const;

  // What continues the feed. What is known already is passed over, what would leave a gap is not taken.
  void append(const Events& events);
  // What was read again from further back: kept if it joins what is held and leaves room.
  void prepend(const Events& events);

  std::size_t size() const { return events_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  void push_back(const postgres::EventRow& event);

  FeedWindowLimits limits_;
  std::optional<std::int64_t> head_;
  std::deque<postgres::EventRow> events_;
  std::size_t bytes_ = 0;
};

// How many of `events` follow `seq` without a gap, up to a number and a size; the first is taken whatever its
// size.
std::size_t dense_count(const FeedWindow::Events& events, std::int64_t seq, std::size_t events_max,
                        std::size_t bytes_max);

}  // namespace lunchrush::ingest
