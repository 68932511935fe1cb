// A queue that serves its shares in turn, first in first out within each: who brings much waits longer, the
// others do not. Used by one thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <unordered_map>
#include <utility>

namespace lunchrush::postgres {

template <class T>
class FairQueue {
 public:
  using Key = std::uint64_t;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t shares() const { return turns_.size(); }  // that have something waiting
  std::size_t size_of(Key key) const {
    const auto found = waiting_.find(key);
    return found == waiting_.end() ? 0 : found->second->items.size();
  }

  void push(Key key, T item) {
    auto [found, is_new] = waiting_.try_emplace(key);
    if (is_new) found->second = begin_share(key);
    found->second->items.push_back(std::move(item));
    ++size_;
  }

  // The oldest of the share whose turn it is. Not when empty.
  T pop() {
    const auto share = turns_.begin();
    T item = std::move(share->items.front());
    share->items.pop_front();
    --size_;
    if (share->items.empty())
      end_share(share);
    else
      turns_.splice(turns_.end(), turns_, share);
    return item;
  }

  // The newest of the longest share: what costs least to refuse when somebody else needs the place. Not when
  // empty.
  T pop_newest_of_longest() {
    const auto share = std::max_element(turns_.begin(), turns_.end(), [](const Share& a, const Share& b) {
      return a.items.size() < b.items.size();
    });
    T item = std::move(share->items.back());
    share->items.pop_back();
    --size_;
    if (share->items.empty()) end_share(share);
    return item;
  }

  // Takes away the oldest of each share while `over(item)`, and hands them to `drop`.
  template <class Over, class Drop>
  void drop_oldest_while(Over over, Drop drop) {
    for (auto share = turns_.begin(); share != turns_.end();) {
      const auto next = std::next(share);
      while (!share->items.empty() && over(share->items.front())) {
        drop(std::move(share->items.front()));
        share->items.pop_front();
        --size_;
      }
      if (share->items.empty()) end_share(share);
      share = next;
    }
  }

 private:
  struct Share {
    Key key{};
    std::deque<T> items;
  };
  using Shares = std::list<Share>;

  typename Shares::iterator begin_share(Key key) {
    if (spare_.empty()) spare_.emplace_back();
    turns_.splice(turns_.end(), spare_, spare_.begin());
    const auto share = std::prev(turns_.end());
    share->key = key;
    return share;
  }

  // Its memory is kept for the next one that begins.
  void end_share(typename Shares::iterator share) {
    waiting_.erase(share->key);
    spare_.splice(spare_.end(), turns_, share);
  }

  Shares turns_;
  Shares spare_;
  std::unordered_map<Key, typename Shares::iterator> waiting_;
  std::size_t size_ = 0;
};

}  // namespace lunchrush::postgres
