// A worker's loop: does a thing again and again, at once while there is more of it, after a pause when there
// is not.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "services/domain/result.h"

namespace lunchrush::callbacks {

namespace asio = boost::asio;

enum class Progress { idle, more };

struct Rhythm {
  std::chrono::milliseconds idle{500};
  std::chrono::milliseconds after_failure{
      1'000};  // a database that is away is not asked more often than this
};

// Everything on the executor's thread; the stop too is requested there.
class Loop {
 public:
  using Once = std::function<asio::awaitable<domain::Result<Progress>>()>;

  Loop(asio::any_io_executor executor, std::string name, Rhythm rhythm);

  // Ends when stop is requested, after what is in hand. A failure, an exception too, is logged when it begins
  // and when it ends, and the loop goes on.
  asio::awaitable<void> run(std::stop_token stop, Once once);
  void wake();  // there is something to do now

 private:
  asio::awaitable<domain::Result<Progress>> attempt(const Once& once);
  void note(const domain::Result<Progress>& outcome);
  asio::awaitable<void> pause(std::chrono::milliseconds length);

  asio::steady_timer timer_;
  std::string name_;
  Rhythm rhythm_;
  bool woken_ = false;
  bool failing_ = false;
};

}  // namespace lunchrush::callbacks
