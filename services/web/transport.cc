#include "services/web/transport.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace lunchrush::web {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::string address_of(const tcp::socket& socket) {
  boost::system::error_code ec;
  const auto endpoint = socket.remote_endpoint(ec);
  return ec ? std::string() : endpoint.address().to_string();
}

}  // namespace

Transport::Transport(tcp::socket socket) : socket_(std::move(socket)), remote_address_(address_of(socket_)) {
  boost::system::error_code ignored;  // a socket that cannot be set up fails at its first read
  socket_.non_blocking(true, ignored);
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

asio::awaitable<std::size_t> Transport::read_some(asio::mutable_buffer space) {
  if (expired_ || interrupted_) co_return 0;
  const auto [ec, count] = co_await socket_.async_read_some(space, as_result);
  co_return ec ? 0 : count;
}

asio::awaitable<bool> Transport::write(std::string_view bytes) {
  if (expired_ || interrupted_) co_return false;
  // Most answers fit the socket's buffer: then there is nothing to wait for.
  boost::system::error_code failed;
  const auto sent = socket_.write_some(asio::buffer(bytes), failed);
  if (failed && failed != asio::error::would_block) co_return false;
  if (sent == bytes.size()) co_return true;
  const auto [ec, rest] = co_await asio::async_write(socket_, asio::buffer(bytes.substr(sent)), as_result);
  co_return !ec;
}

asio::awaitable<void> Transport::linger() {
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
  boost::system::error_code ignored;
  return socket_.available(ignored) != 0;
}

void Transport::interrupt() {
  interrupted_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Transport::close() {
  interrupted_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Transport::abort() {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

void Transport::bound_send_buffer() {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::send_buffer_size(stream_send_buffer_bytes), ignored);
}

}  // namespace lunchrush::web
