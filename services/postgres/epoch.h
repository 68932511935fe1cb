// Which history a server's commits belong to. A failover begins a new timeline of the same system; what was
// committed on the old one, and not replicated, is not part of it (faults.md rows 35, 50).
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace lunchrush::postgres {

struct Epoch {
  std::string system;  // what initdb drew
  std::uint32_t timeline = 0;

  std::string text() const { return system + "." + std::to_string(timeline); }
  friend bool operator==(const Epoch&, const Epoch&) = default;
};

// One for all sessions of a process, from any thread: once one of them has seen a timeline, none uses a
// server of an older one. That is an old primary which does not know yet that it was left behind.
class EpochFence {
 public:
  // False: a newer timeline of this system is known. Else this one is, from now on.
  bool admits(const Epoch& epoch) {
    const std::scoped_lock lock(mutex_);
    const bool same_system = newest_ && newest_->system == epoch.system;
    if (same_system && epoch.timeline < newest_->timeline) return false;
    newest_ = epoch;
    return true;
  }

 private:
  std::mutex mutex_;
  std::optional<Epoch> newest_;
};

}  // namespace lunchrush::postgres
