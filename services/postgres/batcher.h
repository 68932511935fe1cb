// Group commit without a timer (design.md section 3): a bounded queue in front, lanes behind. A lane is one
// thread, one session, one loop: it takes whatever is waiting, commits it as one transaction, answers each
// waiter on its own executor. The previous commit sizes the next batch.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "services/domain/result.h"
#include "services/postgres/metrics.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

namespace asio = boost::asio;

struct BatchLimits {
  std::size_t items_max = 128;    // one transaction never holds more
  std::size_t queued_max = 4096;  // beyond this `overloaded` is answered at once
  std::size_t lanes = 2;          // threads = connections = concurrent commits
};

template <class Item, class Outcome>
class Batcher {
 public:
  using Answer = domain::Result<Outcome>;
  // One transaction for all; as many answers as items, in their order. Never throws.
  using Commit = std::function<std::vector<Answer>(Session&, std::span<Item>)>;
  using Clock = std::chrono::steady_clock;

  Batcher(BatchLimits limits, SessionOptions session, BatchMetrics& metrics, Commit commit)
      : limits_(limits), metrics_(metrics), commit_(std::move(commit)) {
    for (std::size_t i = 0; i != limits_.lanes; ++i)
      lanes_.emplace_back([this, session](std::stop_token stop) { run_lane(stop, session); });
    sweeper_ = std::jthread([this](std::stop_token stop) { sweep(stop); });
  }
  ~Batcher() { stop(); }

  // The outcome, or overloaded (refused before execution, nothing was done), or outcome_unknown (the deadline
  // passed while it was being committed), or whatever the commit answered.
  asio::awaitable<Answer> submit(Item item, Clock::time_point deadline) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
        [this, deadline](auto handler, Item taken) {
          auto executor = asio::get_associated_executor(handler);
          auto guard = asio::make_work_guard(executor);
          auto shared = std::make_shared<decltype(handler)>(std::move(handler));
          auto reply = [shared, guard, executor](Answer answer) {
            asio::post(executor, [shared, guard, answer = std::move(answer)]() mutable {
              (*shared)(std::move(answer));
            });
          };
          enqueue(std::make_shared<Waiter>(std::move(taken), deadline, std::move(reply)));
        },
        asio::use_awaitable, std::move(item));
  }

  std::size_t queued() const {
    const std::scoped_lock lock(mutex_);
    return queue_.size();
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
  struct Waiter {
    Item item;
    Clock::time_point deadline;
    std::function<void(Answer)> reply;
    std::atomic<bool> answered{false};
    Waiter(Item taken, Clock::time_point until, std::function<void(Answer)> answer_with)
        : item(std::move(taken)), deadline(until), reply(std::move(answer_with)) {}
    void answer(Answer outcome) {
      if (!answered.exchange(true)) reply(std::move(outcome));
    }
  };
  using Waiters = std::vector<std::shared_ptr<Waiter>>;

  void enqueue(std::shared_ptr<Waiter> waiter) {
    {
      const std::scoped_lock lock(mutex_);
      if (!stopping_ && queue_.size() < limits_.queued_max) {
        queue_.push_back(std::move(waiter));
        metrics_.queued.Set(static_cast<double>(queue_.size()));
      }
    }
    if (!waiter) return ready_.notify_one();
    metrics_.refused_total.Increment();
    waiter->answer(domain::Error{domain::ErrorCode::overloaded, "the queue is full"});
  }

  // Waits for one, then takes what is there. Empty only when stopping and drained.
  Waiters take() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    Waiters batch;
    const auto now = Clock::now();
    while (!queue_.empty() && batch.size() < limits_.items_max) {
      auto waiter = std::move(queue_.front());
      queue_.pop_front();
      if (waiter->deadline <= now)
        expired_in_queue(*waiter);
      else
        batch.push_back(std::move(waiter));
    }
    metrics_.queued.Set(static_cast<double>(queue_.size()));
    for (const auto& waiter : batch) in_flight_.push_back(waiter);
    return batch;
  }

  void expired_in_queue(Waiter& waiter) {
    metrics_.expired_total.Increment();
    waiter.answer(domain::Error{domain::ErrorCode::overloaded, "the deadline passed in the queue"});
  }

  void run_lane(std::stop_token, SessionOptions options) {
    Session session(std::move(options));
    for (;;) {
      auto batch = take();
      if (batch.empty()) {
        const std::scoped_lock lock(mutex_);
        if (stopping_ && queue_.empty()) return;
        continue;
      }
      commit_batch(session, batch);
      forget(batch);
    }
  }

  void commit_batch(Session& session, Waiters& batch) {
    std::vector<Item> items;
    items.reserve(batch.size());
    for (auto& waiter : batch) items.push_back(std::move(waiter->item));
    const auto begin = Clock::now();
    auto answers = commit_(session, items);
    metrics_.commit_seconds.Observe(std::chrono::duration<double>(Clock::now() - begin).count());
    metrics_.batch_items.Observe(static_cast<double>(batch.size()));
    for (std::size_t i = 0; i != batch.size(); ++i) batch[i]->answer(std::move(answers[i]));
  }

  void forget(const Waiters& batch) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(in_flight_,
                  [&](const auto& waiter) { return std::ranges::find(batch, waiter) != batch.end(); });
  }

  // A lane can hang in COMMIT (a lost standby, a dead network) longer than anybody waits: its waiters are
  // told that the outcome is unknown. The lane itself is left alone, for a cancelled COMMIT would lie
  // (faults.md F2).
  void sweep(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      sweep_wait_.wait_for(lock, stop, sweep_interval, [] { return false; });
      const auto now = Clock::now();
      for (const auto& waiter : in_flight_)
        if (waiter->deadline <= now)
          waiter->answer(
              domain::Error{domain::ErrorCode::outcome_unknown, "the deadline passed during the commit"});
      while (!queue_.empty() && queue_.front()->deadline <= now) {
        expired_in_queue(*queue_.front());
        queue_.pop_front();
      }
    }
  }

  static constexpr std::chrono::milliseconds sweep_interval{50};

  const BatchLimits limits_;
  BatchMetrics& metrics_;
  const Commit commit_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::condition_variable_any sweep_wait_;
  std::deque<std::shared_ptr<Waiter>> queue_;
  std::vector<std::shared_ptr<Waiter>> in_flight_;
  bool stopping_ = false;
  std::vector<std::jthread> lanes_;
  std::jthread sweeper_;
};

}  // namespace lunchrush::postgres
