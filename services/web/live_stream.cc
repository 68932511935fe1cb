#include "services/web/live_stream.h"

#include <utility>

namespace lunchrush::web {

asio::awaitable<bool> LiveStream::send(std::string text) {
  if (gone_ || text.size() > stream_send_bytes_max) co_return false;
  transport_.set_deadline(write_deadline_);
  const bool sent = co_await transport_.write(text);
  if (sent) transport_.clear_deadline();
  if (!sent) peer_left();
  co_return sent;
}

void LiveStream::when_ending(std::function<void()> call) {
  wake_ = std::move(call);
  if (gone_ || draining_) wake();
}

void LiveStream::peer_left() {
  gone_ = true;
  wake();
}

void LiveStream::wake() {
  if (const auto call = std::exchange(wake_, nullptr)) call();
}

}  // namespace lunchrush::web
