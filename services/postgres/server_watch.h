// What a process knows of its server beside its lanes: whether commits come back, and in which epoch they are
// made (docs/decisions/0016). Two threads with a session each: one looks, the other commits.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "services/postgres/commit_gate.h"
#include "services/postgres/epoch.h"
#include "services/postgres/metrics.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct WatchLimits {
  std::chrono::milliseconds every{250};
  // A commit that waits for its standby longer is not waited for by anybody. Commits take milliseconds; a
  // standby that restarts takes longer than clients should be kept.
  std::chrono::milliseconds patience{1'000};
  // So long what was last heard from the server is believed. A failover takes longer.
  std::chrono::milliseconds epoch_lease{2'000};
};

// Which commits wait for a standby, and since when they have been seen to.
class WaitingCommits {
 public:
  using Clock = std::chrono::steady_clock;
  void see(const std::vector<std::string>& commits, Clock::time_point now);
  Clock::duration longest(Clock::time_point now) const;
  std::size_t count() const { return since_.size(); }
  void forget() { since_.clear(); }

 private:
  std::map<std::string, Clock::time_point> since_;
};

class ServerWatch {
 public:
  using Clock = std::chrono::steady_clock;

  ServerWatch(SessionOptions options, WatchMetrics& metrics, WatchLimits limits = {});
  ~ServerWatch();  // see stop()
  ServerWatch(const ServerWatch&) = delete;
  ServerWatch& operator=(const ServerWatch&) = delete;

  // Shut from when a commit has waited longer than `patience` until one of our own came back.
  const CommitGate& gate() const { return gate_; }
  // Of the server as it was within the last `epoch_lease`; nothing when it was not heard.
  std::optional<Epoch> epoch() const;

  // Waits for a commit under way: while the gate is shut that is for ever, and who ends must not come here.
  void stop();

 private:
  void look(std::stop_token stop);
  void look_once(Session& session);
  void learn(const std::vector<std::string>& commits, const std::optional<Epoch>& epoch,
             Clock::time_point asked);
  void lost();
  void probe(std::stop_token stop);
  void came_back();
  void pause(std::stop_token stop);

  const SessionOptions options_;
  const WatchLimits limits_;
  WatchMetrics& metrics_;
  CommitGate gate_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  WaitingCommits waiting_;
  std::optional<Epoch> epoch_;
  Clock::time_point heard_;
  Clock::time_point came_back_;
  // Also after the server was away, and at the start: then nobody's commit may be waiting, and still none
  // would come back.
  bool probe_wanted_ = true;
  std::jthread looker_, prober_;
};

}  // namespace lunchrush::postgres
