#include "services/ingest/feed_window.h"

#include <algorithm>

namespace lunchrush::ingest {
namespace {

std::size_t size_of(const postgres::EventRow& event) {
  return sizeof event + event.kind.size() + event.order_id.size() + event.data.size();
}

}  // namespace

void FeedWindow::start_at(std::int64_t head) {
  events_.clear();
  bytes_ = 0;
  head_ = head;
}

bool FeedWindow::follows(std::int64_t seq) const {
  return !events_.empty() && seq >= events_.front().seq - 1 && seq < events_.back().seq;
}

FeedWindow::Events FeedWindow::after(std::int64_t seq, std::size_t events_max, std::size_t bytes_max) const {
  Events found;
  if (!follows(seq)) return found;
  std::size_t bytes = 0;
  for (auto i = static_cast<std::size_t>(seq + 1 - events_.front().seq);
       i != events_.size() && found.size() != events_max; ++i) {
    bytes += size_of(events_[i]);
    if (bytes > bytes_max && !found.empty()) break;
    found.push_back(events_[i]);
  }
  return found;
}

void FeedWindow::append(const Events& events) {
  for (const auto& event : events) {
    if (event.seq <= *head_) continue;
    if (event.seq != *head_ + 1) return;
    push_back(event);
  }
}

void FeedWindow::push_back(const postgres::EventRow& event) {
  events_.push_back(event);
  bytes_ += size_of(event);
  head_ = event.seq;
  while (events_.size() > limits_.events_max || (bytes_ > limits_.bytes_max && events_.size() > 1)) {
    bytes_ -= size_of(events_.front());
    events_.pop_front();
  }
}

void FeedWindow::prepend(const Events& events) {
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    const auto next = events_.empty() ? *head_ + 1 : events_.front().seq;
    if (event->seq >= next) continue;
    if (event->seq + 1 != next) return;
    if (events_.size() == limits_.events_max || bytes_ + size_of(*event) > limits_.bytes_max) return;
    events_.push_front(*event);
    bytes_ += size_of(*event);
  }
}

std::size_t dense_count(const FeedWindow::Events& events, std::int64_t seq, std::size_t events_max,
                        std::size_t bytes_max) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (; count != std::min(events.size(), events_max); ++count) {
    const auto& event = events[count];
    bytes += size_of(event);
    if (event.seq != seq + 1 + static_cast<std::int64_t>(count)) break;
    if (bytes > bytes_max && count != 0) break;
  }
  return count;
}

}  // namespace lunchrush::ingest
