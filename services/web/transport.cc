#include "services/web/transport.h"

#include <array>
#include <boost/asio/write.hpp>

namespace lunchrush::web {
namespace {

using Step = crypto::TlsSession::Step;

}  // namespace

Transport::Transport(tcp::socket socket, std::string remote_address, const crypto::TlsServer* tls)
    : socket_(std::move(socket)), remote_address_(std::move(remote_address)) {
  boost::system::error_code ignored;  // a socket that cannot be set up fails at its first read
  socket_.non_blocking(true, ignored);
  if (tls != nullptr) tls_.emplace(*tls, socket_.native_handle());
}

void Transport::set_deadline(std::chrono::milliseconds from_now) {
  deadline_ = Clock::now() + from_now;
  expired_ = false;
}

void Transport::clear_deadline() {
  deadline_ = Clock::time_point::max();
  expired_ = false;
}

bool Transport::expire_if_due(Clock::time_point now) {
  if (expired_ || now < deadline_) return false;
  expired_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
  return true;
}

asio::awaitable<std::size_t> Transport::read_some_plain(asio::mutable_buffer space) {
  if (stopped()) co_return 0;
  const auto [ec, count] = co_await socket_.async_read_some(space, as_result);
  co_return ec ? 0 : count;
}

std::size_t Transport::write_at_once(std::string_view bytes) {
  if (tls_ || stopped()) return 0;
  boost::system::error_code ignored;
  return socket_.write_some(asio::buffer(bytes), ignored);
}

asio::awaitable<bool> Transport::write_plain(std::string_view bytes) {
  if (stopped()) co_return false;
  bytes.remove_prefix(write_at_once(bytes));
  if (bytes.empty()) co_return true;
  const auto [ec, written] = co_await asio::async_write(socket_, asio::buffer(bytes), as_result);
  co_return !ec;
}

asio::awaitable<bool> Transport::handshake() {
  while (!stopped()) {
    const auto step = tls_->handshake();
    if (step == Step::done) co_return true;
    const bool again = co_await wait_for(step);
    if (!again) co_return false;
  }
  co_return false;
}

asio::awaitable<std::size_t> Transport::read_some_secret(asio::mutable_buffer space) {
  while (!stopped()) {
    const auto moved = tls_->read(static_cast<char*>(space.data()), space.size());
    if (moved.step == Step::done) co_return moved.bytes;
    const bool again = co_await wait_for(moved.step);
    if (!again) co_return 0;
  }
  co_return 0;
}

asio::awaitable<bool> Transport::write_secret(std::string_view bytes) {
  while (!bytes.empty() && !stopped()) {
    const auto moved = tls_->write(bytes);
    bytes.remove_prefix(moved.bytes);
    if (moved.step == Step::done) continue;
    const bool again = co_await wait_for(moved.step);
    if (!again) co_return false;
  }
  co_return bytes.empty();
}

asio::awaitable<bool> Transport::wait_for(Step step) {
  if (step == Step::ended) co_return false;
  const auto what = step == Step::wants_read ? tcp::socket::wait_read : tcp::socket::wait_write;
  const auto [ec] = co_await socket_.async_wait(what, as_result);
  co_return !ec;
}

asio::awaitable<void> Transport::linger() {
  if (tls_) tls_->say_goodbye();
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  set_deadline(linger_deadline);
  std::array<char, 4096> discarded;
  for (std::size_t total = 0; total < linger_bytes_max;) {
    const auto count = co_await read_some(asio::buffer(discarded));
    if (count == 0) co_return;
    total += count;
  }
}

bool Transport::input_waits() const {
  if (tls_ && tls_->input_waits()) return true;
  boost::system::error_code ignored;
  return socket_.available(ignored) != 0;
}

void Transport::interrupt() {
  interrupted_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Transport::close() {
  if (tls_ && socket_.is_open()) tls_->say_goodbye();
  end();
}

void Transport::abort() {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  end();
}

void Transport::end() {
  interrupted_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Transport::bound_send_buffer() {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::send_buffer_size(stream_send_buffer_bytes), ignored);
}

}  // namespace lunchrush::web
