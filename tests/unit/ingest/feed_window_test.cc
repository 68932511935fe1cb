#include "services/ingest/feed_window.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace lunchrush;
using ingest::dense_count;
using ingest::FeedWindow;

namespace {

constexpr std::size_t any_number = 1'000;
constexpr std::size_t any_size = 1'000'000;

FeedWindow::Events events(std::int64_t first, std::int64_t last, std::size_t bytes = 10) {
  FeedWindow::Events made;
  for (auto seq = first; seq <= last; ++seq)
    made.push_back({seq, {}, "ticket.queued", "", 1, std::string(bytes, 'x')});
  return made;
}

std::vector<std::int64_t> seqs(const FeedWindow::Events& events) {
  std::vector<std::int64_t> made;
  for (const auto& event : events) made.push_back(event.seq);
  return made;
}

FeedWindow holding(std::int64_t first, std::int64_t last, ingest::FeedWindowLimits limits = {}) {
  FeedWindow window(limits);
  window.start_at(first - 1);
  window.append(events(first, last));
  return window;
}

}  // namespace

TEST_CASE("a window answers from where a reader is, and only when it holds the next event", "[ingest]") {
  const auto window = holding(11, 15);
  const auto [after, found] = GENERATE(table<std::int64_t, std::vector<std::int64_t>>({
      {9, {}},
      {10, {11, 12, 13, 14, 15}},
      {12, {13, 14, 15}},
      {14, {15}},
      {15, {}},
      {16, {}},
      {-1, {}},
      {std::numeric_limits<std::int64_t>::max(), {}},
      {std::numeric_limits<std::int64_t>::min(), {}},
  }));
  CAPTURE(after);
  CHECK(seqs(window.after(after, any_number, any_size)) == found);
  CHECK(window.follows(after) != found.empty());
}

TEST_CASE("an answer is bounded in events and in bytes, but one event always fits [row 80]", "[ingest]") {
  auto window = holding(1, 9);
  CHECK(seqs(window.after(0, 4, any_size)) == std::vector<std::int64_t>{1, 2, 3, 4});
  CHECK(seqs(window.after(0, any_number, 1)) == std::vector<std::int64_t>{1});
  const auto two = 2 * window.bytes() / 9;
  CHECK(seqs(window.after(6, any_number, two)) == std::vector<std::int64_t>{7, 8});
}

TEST_CASE("a window never has a hole: what would leave one is not taken [row 54]", "[ingest]") {
  auto window = holding(1, 3);
  window.append(events(5, 6));
  CHECK(window.head() == 3);
  window.append(events(2, 5));  // overlapping: what is known is passed over
  CHECK(window.head() == 5);
  CHECK(seqs(window.after(0, any_number, any_size)) == std::vector<std::int64_t>{1, 2, 3, 4, 5});
}

TEST_CASE("a window gives up its oldest events first, by number and by size", "[ingest]") {
  const auto by_number = holding(1, 10, {.events_max = 4});
  CHECK(by_number.size() == 4);
  CHECK_FALSE(by_number.follows(5));
  CHECK(seqs(by_number.after(6, any_number, any_size)) == std::vector<std::int64_t>{7, 8, 9, 10});
  const auto one = holding(1, 1).bytes();
  const auto by_size = holding(1, 10, {.events_max = 100, .bytes_max = 3 * one});
  CHECK(by_size.size() == 3);
  CHECK(by_size.bytes() == 3 * one);
  CHECK(by_size.head() == 10);
}

TEST_CASE("older events are kept when they join what is held and leave room", "[ingest]") {
  auto window = holding(11, 12, {.events_max = 5});
  window.prepend(events(3, 8));  // 9 and 10 are missing
  CHECK(window.size() == 2);
  window.prepend(events(3, 11));
  CHECK(window.size() == 5);
  CHECK(seqs(window.after(7, any_number, any_size)) == std::vector<std::int64_t>{8, 9, 10, 11, 12});
  CHECK(window.head() == 12);
}

TEST_CASE("a window that holds nothing yet takes older events up to its head", "[ingest]") {
  FeedWindow window;
  CHECK_FALSE(window.head().has_value());
  window.start_at(7);
  CHECK_FALSE(window.follows(6));
  window.prepend(events(5, 9));  // 8 and 9 came after the head was read
  CHECK(window.head() == 7);
  CHECK(seqs(window.after(4, any_number, any_size)) == std::vector<std::int64_t>{5, 6, 7});
  window.append(events(8, 9));
  CHECK(seqs(window.after(4, any_number, any_size)) == std::vector<std::int64_t>{5, 6, 7, 8, 9});
}

TEST_CASE("a window that starts anew has forgotten everything", "[ingest]") {
  auto window = holding(1, 5);
  window.start_at(2);
  CHECK(window.head() == 2);
  CHECK(window.size() == 0);
  CHECK(window.bytes() == 0);
}

TEST_CASE("of what was read, what follows a reader without a gap is counted", "[ingest]") {
  auto gap = events(5, 6);
  for (const auto& event : events(8, 9)) gap.push_back(event);
  CHECK(dense_count(gap, 4, any_number, any_size) == 2);
  CHECK(dense_count(gap, 3, any_number, any_size) == 0);
  CHECK(dense_count({}, 3, any_number, any_size) == 0);
  CHECK(dense_count(events(1, 9), 0, 4, any_size) == 4);
  CHECK(dense_count(events(1, 9), 0, any_number, 1) == 1);
}
