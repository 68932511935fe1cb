// Group commit without a timer (design.md section 3): a bounded queue in front, lanes behind. A lane is one
// thread, one session, one loop: it takes whatever is waiting, commits it as one transaction, answers each
// waiter on its own executor. The previous commit sizes the next batch. Beside a commit under way another
// lane begins only for a crowd, or when that commit takes long: small batches cost everybody more.
// Shares (stores) are served in turn.
#pragma once

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "services/domain/result.h"
#include "services/postgres/batch_waiter.h"
#include "services/postgres/commit_gate.h"
#include "services/postgres/fair_queue.h"
#include "services/postgres/metrics.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

namespace asio = boost::asio;

struct BatchLimits {
  std::size_t items_max = 128;               // one transaction never holds more
  std::size_t queued_max = 4096;             // beyond this `overloaded` is answered at once
  std::size_t lanes = 2;                     // threads = connections = concurrent commits
  std::chrono::milliseconds slow_after{10};  // a commit that takes longer is not waited for

  // So many have to wait for a commit to begin beside another: more than one lane's next batches take soon.
  std::size_t crowd() const { return items_max == 1 ? 1 : std::min(queued_max, 4 * items_max); }
};

template <class Item, class Outcome>
class Batcher {
 public:
  using Answer = domain::Result<Outcome>;
  // One transaction for all; as many answers as items, in their order. Never throws.
  using Commit = std::function<std::vector<Answer>(Session&, std::span<Item>)>;
  // Done to each outcome before it goes out, on the lane's thread, which has time. Never throws.
  using Finish = std::function<void(Outcome&)>;
  using Clock = std::chrono::steady_clock;
  using Share = typename FairQueue<int>::Key;  // e.g. the store's number

  // `gate`: while it is shut nothing is taken, what waits is refused, and whoever waits for a commit is told
  // that its outcome is unknown.
  Batcher(
      BatchLimits limits, SessionOptions session, BatchMetrics& metrics, Commit commit,
      const CommitGate* gate = nullptr, Finish finish = [](Outcome&) {})
      : limits_(limits),
        metrics_(metrics),
        commit_(std::move(commit)),
        finish_(std::move(finish)),
        gate_(gate) {
    for (std::size_t i = 0; i != limits_.lanes; ++i)
      lanes_.emplace_back([this, session](std::stop_token stop) { run_lane(stop, session); });
    sweeper_ = std::jthread([this](std::stop_token stop) { sweep(stop); });
  }
  ~Batcher() { stop(); }

  // The outcome, or overloaded or unavailable (refused before execution, nothing was done), or
  // outcome_unknown (the deadline passed, or the gate was shut, while it was being committed), or whatever
  // the commit answered.
  asio::awaitable<Answer> submit(Item item, Clock::time_point deadline, Share share = 0) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
        [this, deadline, share](auto handler, Item taken) {
          using Handler = decltype(handler);
          enqueue(std::make_shared<SuspendedWaiter<Item, Answer, Handler>>(std::move(taken), deadline,
                                                                           std::move(handler)),
                  share);
        },
        asio::use_awaitable, std::move(item));
  }

  std::size_t queued() const {
    const std::scoped_lock lock(mutex_);
    return queue_.size();
  }

  // What is submitted now is committed at once, and alone: nothing waits, no commit is under way, and the
  // last one was small and went well.
  bool calm() const {
    const std::scoped_lock lock(mutex_);
    return calm_since_commit_ && queue_.empty() && in_flight_.empty();
  }

  // What is queued is still committed; nothing new is taken.
  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    ready_.notify_all();
    for (auto& lane : lanes_) lane.join();
    lanes_.clear();
    sweeper_.request_stop();
    if (sweeper_.joinable()) sweeper_.join();
  }

 private:
  using Waiter = BatchWaiter<Item, Answer>;
  using WaiterPointer = std::shared_ptr<Waiter>;
  using Waiters = std::vector<WaiterPointer>;
  using Replies = BatchReplies<Item, Answer>;
  struct Flight {
    const Waiters* batch;
    Clock::time_point began;
  };

  // When full, a share that holds more than its part makes room for one that holds less.
  void enqueue(WaiterPointer waiter, Share share) {
    if (gate_shut()) {
      Replies replies;
      return refused_at_gate(std::move(waiter), replies);
    }
    WaiterPointer refused;
    bool begin = false;
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) {
        refused = std::move(waiter);
      } else if (queue_.size() < limits_.queued_max) {
        queue_.push(share, std::move(waiter));
      } else if (queue_.size_of(share) >= limits_.queued_max / (queue_.shares() + 1)) {
        refused = std::move(waiter);
      } else {
        refused = queue_.pop_newest_of_longest();
        queue_.push(share, std::move(waiter));
      }
      metrics_.queued.Set(static_cast<double>(queue_.size()));
      begin = may_begin();
    }
    if (begin) ready_.notify_one();
    if (!refused) return;
    metrics_.refused_total.Increment();
    Replies().add(std::move(refused), domain::Error{domain::ErrorCode::overloaded, "the queue is full"});
  }

  // Waits until it may begin, then takes what is there. Empty only when stopping and drained, or when all
  // were late.
  void take(Waiters& batch) {
    Replies late;
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return stopping_ || may_begin(); });
    const auto now = Clock::now();
    while (!queue_.empty() && batch.size() < limits_.items_max) {
      auto waiter = queue_.pop();
      if (waiter->deadline <= now)
        expired_in_queue(std::move(waiter), late);
      else
        batch.push_back(std::move(waiter));
    }
    metrics_.queued.Set(static_cast<double>(queue_.size()));
    if (!batch.empty()) in_flight_.push_back({&batch, now});
    if (may_begin()) ready_.notify_one();  // more is here than one lane takes
  }

  // `mutex_` is held.
  bool may_begin() const {
    if (queue_.empty()) return false;
    if (queue_.size() >= limits_.crowd()) return true;
    if (in_flight_.empty()) return true;
    return Clock::now() - in_flight_.front().began >= limits_.slow_after;
  }

  bool gate_shut() const { return gate_ != nullptr && gate_->is_shut(); }

  void refused_at_gate(WaiterPointer waiter, Replies& replies) {
    metrics_.gate_refused_total.Increment();
    replies.add(std::move(waiter), domain::Error{domain::ErrorCode::unavailable, "commits do not come back"});
  }

  void expired_in_queue(WaiterPointer waiter, Replies& replies) {
    metrics_.expired_total.Increment();
    replies.add(std::move(waiter),
                domain::Error{domain::ErrorCode::overloaded, "the deadline passed in the queue"});
  }

  void run_lane(std::stop_token, SessionOptions options) {
    Session session(std::move(options));
    for (Waiters batch;;) {
      take(batch);
      if (batch.empty()) {
        const std::scoped_lock lock(mutex_);
        if (stopping_ && queue_.empty()) return;
        continue;
      }
      auto answers = commit_batch(session, batch);
      for (auto& answer : answers)
        if (answer) finish_(*answer);
      end_flight(batch, answers);
      Replies replies;
      for (std::size_t i = 0; i != batch.size(); ++i) replies.add(std::move(batch[i]), std::move(answers[i]));
      batch.clear();
    }
  }

  std::vector<Answer> commit_batch(Session& session, const Waiters& batch) {
    std::vector<Item> items;
    items.reserve(batch.size());
    for (auto& waiter : batch) items.push_back(std::move(waiter->item));
    const auto begin = Clock::now();
    auto answers = commit_(session, items);
    metrics_.commit_seconds.Observe(std::chrono::duration<double>(Clock::now() - begin).count());
    metrics_.batch_items.Observe(static_cast<double>(batch.size()));
    return answers;
  }

  // Before the answers go out: who has one and comes again finds the lane free.
  void end_flight(const Waiters& batch, const std::vector<Answer>& answers) {
    const bool well = std::ranges::none_of(answers, [](const Answer& answer) {
      return answer.has_error() && (answer.error().code == domain::ErrorCode::unavailable ||
                                    answer.error().code == domain::ErrorCode::outcome_unknown);
    });
    const std::scoped_lock lock(mutex_);
    std::erase_if(in_flight_, [&](const Flight& flight) { return flight.batch == &batch; });
    calm_since_commit_ = well && batch.size() <= calm_batch_max;
  }

  // A lane can hang in COMMIT (a lost standby, a dead network) longer than anybody waits: its waiters are
  // told that the outcome is unknown. The lane itself is left alone, for a cancelled COMMIT would lie
  // (faults.md F2).
  void sweep(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      sweep_wait_.wait_for(lock, stop, sweep_interval, [] { return false; });
      Replies late;
      const auto now = Clock::now();
      const bool shut = gate_shut();
      const auto over = [&](const WaiterPointer& waiter) { return shut || waiter->deadline <= now; };
      const auto drop = [&](WaiterPointer waiter) {
        shut ? refused_at_gate(std::move(waiter), late) : expired_in_queue(std::move(waiter), late);
      };
      for (const auto& flight : in_flight_)
        for (const auto& waiter : *flight.batch)
          if (over(waiter) && !waiter->answered)
            late.add(waiter, domain::Error{domain::ErrorCode::outcome_unknown, "the commit takes too long"});
      queue_.drop_oldest_while(over, drop);
      if (may_begin()) ready_.notify_one();
    }
  }

  static constexpr std::chrono::milliseconds sweep_interval{50};
  static constexpr std::size_t calm_batch_max =
      2;  // where more come together the next commit has company too

  const BatchLimits limits_;
  BatchMetrics& metrics_;
  const Commit commit_;
  const Finish finish_;
  const CommitGate* const gate_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::condition_variable_any sweep_wait_;
  FairQueue<WaiterPointer> queue_;
  std::vector<Flight> in_flight_;  // the oldest in front
  bool calm_since_commit_ = true;
  bool stopping_ = false;
  std::vector<std::jthread> lanes_;
  std::jthread sweeper_;
};

}  // namespace lunchrush::postgres
