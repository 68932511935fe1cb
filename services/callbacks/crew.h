// Coroutines at work at the same time: so many in all, and so many for one account, whose gateway may be
// slow.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <string>

namespace lunchrush::callbacks {

namespace asio = boost::asio;

struct CrewLimits {
  std::size_t all = 64;
  std::size_t per_account = 32;
};

// Everything on the executor's thread. Outlives its tasks: wait for idle() before it ends.
class Crew {
 public:
  using Task = std::function<asio::awaitable<void>()>;

  // `on_space` is called after each task.
  Crew(asio::any_io_executor executor, CrewLimits limits, std::function<void()> on_space);

  std::size_t space() const;
  // False, and nothing is started, when the crew or the account's share of it is taken.
  bool start(const std::string& account, Task task);
  asio::awaitable<void> idle();  // returns once no task is left

 private:
  asio::awaitable<void> run(std::string account, Task task);
  void finished(const std::string& account);

  asio::any_io_executor executor_;
  asio::steady_timer idle_;
  CrewLimits limits_;
  std::function<void()> on_space_;
  std::map<std::string, std::size_t> by_account_;
  std::size_t busy_ = 0;
};

}  // namespace lunchrush::callbacks
