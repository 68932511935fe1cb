// How much of the server each share of its callers holds: a store's guests, tills and kiosks are one. Who
// holds less than an equal part is not refused for what others hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lunchrush::web {

using Share = std::uint64_t;
inline constexpr Share nobody = 0;  // not known, or for all: has no part of its own

class Shares {
 public:
  struct Holding {
    Share share = nobody;
    std::size_t running = 0;
  };

  void begin(Share share) {
    if (share == nobody) return;
    if (const auto found = running_.find(share); found != running_.end()) {
      ++found->second;
    } else if (spare_.empty()) {
      running_.emplace(share, 1);
    } else {
      auto node = std::move(spare_.back());
      spare_.pop_back();
      node.key() = share;
      node.mapped() = 1;
      running_.insert(std::move(node));
    }
  }

  void end(Share share) {
    const auto found = running_.find(share);
    if (found == running_.end() || --found->second != 0) return;
    spare_.push_back(running_.extract(found));  // the next share that begins needs no allocation
  }

  std::size_t count() const { return running_.size(); }

  // Were `places` shared equally among those who hold any and this one, would it have room?
  bool below_part(Share share, std::size_t places) const {
    if (share == nobody) return false;
    const auto found = running_.find(share);
    if (found == running_.end()) return places != 0;
    return found->second * running_.size() < places;
  }

  Holding largest() const {
    Holding largest;
    for (const auto& [share, running] : running_)
      if (running > largest.running) largest = {share, running};
    return largest;
  }

 private:
  using Running = std::unordered_map<Share, std::size_t>;
  Running running_;
  std::vector<Running::node_type> spare_;
};

}  // namespace lunchrush::web
