#include "services/web/loop_lag.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace lunchrush::web {
namespace {

constexpr std::chrono::milliseconds probe_interval{5};  // 200 system calls a second at most

int readable_descriptor() {
  const int descriptor = eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return descriptor;
}

}  // namespace

LoopLag::LoopLag(boost::asio::io_context& context) : always_readable_(context, readable_descriptor()) {}

void LoopLag::probe(Clock::time_point now) {
  if (under_way_ || now - sent_ < probe_interval) return;
  under_way_ = true;
  sent_ = now;
  always_readable_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                              [weak = weak_from_this()](const boost::system::error_code& ec) {
                                const auto self = weak.lock();
                                if (!self || ec) return;
                                self->last_ = Clock::now() - self->sent_;
                                self->under_way_ = false;
                              });
}

LoopLag::Clock::duration LoopLag::at(Clock::time_point now) const {
  return under_way_ ? std::max(last_, now - sent_) : last_;
}

}  // namespace lunchrush::web
