// How late the event loop runs: how long a request that arrives now lies in the kernel before this thread
// comes to it. No clock in user space sees that, so a probe takes its turn in the same queue: a descriptor
// that is always readable, waited for like a socket. (A timer would be served at the next turn of the
// reactor, ahead of all the sockets that turn leaves over.)
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <memory>

namespace lunchrush::web {

// Shared with the probe under way: it may end after the server did.
class LoopLag : public std::enable_shared_from_this<LoopLag> {
 public:
  using Clock = std::chrono::steady_clock;

  explicit LoopLag(boost::asio::io_context& context);  // std::system_error without a descriptor left

  // Sends a probe unless one is under way or was sent a moment ago; then it costs one system call.
  void probe(Clock::time_point now);
  // What the last probe waited, or, if that is longer, what the one under way has waited so far.
  Clock::duration at(Clock::time_point now) const;

 private:
  boost::asio::posix::stream_descriptor always_readable_;
  Clock::duration last_{};
  Clock::time_point sent_{};
  bool under_way_ = false;
};

}  // namespace lunchrush::web
