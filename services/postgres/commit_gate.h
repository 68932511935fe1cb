// Whether commits may be begun: shut while they do not come back, as when a synchronous standby is lost. What
// waits in COMMIT then cannot be ended (faults.md F2), so nothing is sent after it.
#pragma once

#include <atomic>

namespace lunchrush::postgres {

class CommitGate {
 public:
  bool is_shut() const { return shut_.load(std::memory_order_relaxed); }
  void shut() { shut_ = true; }
  void open() { shut_ = false; }

 private:
  std::atomic<bool> shut_{false};
};

}  // namespace lunchrush::postgres
