// Who waits for a batch's commit (batcher.h), and how they are answered: each once, by whoever comes first,
// on their own executor.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace lunchrush::postgres {

namespace asio = boost::asio;

// Somebody's item, and how to go on with them.
template <class Item, class Answer>
struct BatchWaiter {
  using Time = std::chrono::steady_clock::time_point;

  Item item;
  const Time deadline;
  const asio::any_io_executor executor;
  std::atomic<bool> answered{false};

  BatchWaiter(Item taken, Time until, asio::any_io_executor where)
      : item(std::move(taken)), deadline(until), executor(std::move(where)) {}
  virtual ~BatchWaiter() = default;
  virtual void resume(Answer answer) = 0;  // on `executor`
};

template <class Item, class Answer, class Handler>
struct SuspendedWaiter final : BatchWaiter<Item, Answer> {
  Handler handler;
  asio::executor_work_guard<asio::associated_executor_t<Handler>> guard;

  SuspendedWaiter(Item taken, std::chrono::steady_clock::time_point until, Handler then)
      : BatchWaiter<Item, Answer>(std::move(taken), until, asio::get_associated_executor(then)),
        handler(std::move(then)),
        guard(asio::get_associated_executor(handler)) {}
  void resume(Answer answer) override {
    guard.reset();
    std::move(handler)(std::move(answer));
  }
};

// Answers in the making: those of one executor travel together, for a wake-up costs more than an answer. Sent
// when it is destroyed, at the latest.
template <class Item, class Answer>
class BatchReplies {
 public:
  using WaiterPointer = std::shared_ptr<BatchWaiter<Item, Answer>>;

  BatchReplies() = default;
  BatchReplies(const BatchReplies&) = delete;
  BatchReplies& operator=(const BatchReplies&) = delete;
  ~BatchReplies() { send(); }

  void add(WaiterPointer waiter, Answer answer) {
    if (waiter->answered.exchange(true)) return;
    if (!ready_.empty() && ready_.front().first->executor != waiter->executor) send();
    ready_.emplace_back(std::move(waiter), std::move(answer));
  }

 private:
  void send() {
    if (ready_.empty()) return;
    const auto executor = ready_.front().first->executor;
    asio::post(executor, [ready = std::exchange(ready_, {})]() mutable {
      for (auto& [waiter, answer] : ready) waiter->resume(std::move(answer));
    });
  }

  std::vector<std::pair<WaiterPointer, Answer>> ready_;
};

}  // namespace lunchrush::postgres
