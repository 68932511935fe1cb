#include "services/redis/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace lunchrush::redis {

Connection::Connection(asio::ip::tcp::socket socket, Handlers handlers)
    : socket_(std::move(socket)), handlers_(std::move(handlers)) {
  boost::system::error_code ignored;  // a socket that cannot be set up fails at its first read
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

asio::awaitable<std::string> Connection::read_until_closed() {
  const auto self = shared_from_this();
  while (socket_.is_open()) {
    const auto [error, count] =
        co_await socket_.async_read_some(asio::buffer(incoming_), asio::as_tuple(asio::use_awaitable));
    if (!socket_.is_open()) break;
    if (error) co_return error == asio::error::eof ? std::string("closed by Redis") : error.message();
    reader_.feed({incoming_.data(), count});
    if (!hand_out_replies()) co_return std::string("what came is not Redis's protocol");
  }
  co_return std::string("closed by us");
}

std::size_t Connection::send(Arguments arguments) {
  const auto before = outgoing_.size();
  append_command(outgoing_, arguments);
  const auto bytes = outgoing_.size() - before;
  if (std::exchange(flush_scheduled_, true)) return bytes;
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->flush_scheduled_ = false;
    self->flush();
  });
  return bytes;
}

void Connection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Connection::catch_up() {
  flush();
  boost::system::error_code error;
  while (socket_.available(error) > 0 && !error) {
    const auto count = socket_.read_some(asio::buffer(incoming_), error);
    reader_.feed({incoming_.data(), count});
    if (!hand_out_replies()) return close();
  }
}

bool Connection::hand_out_replies() {
  while (const auto reply = reader_.next()) {
    handlers_.reply(*reply);
    if (!socket_.is_open()) return true;
  }
  return !reader_.broken();
}

void Connection::flush() {
  boost::system::error_code failed;
  while (socket_.is_open() && !outgoing_.empty()) {
    const auto count = socket_.write_some(asio::buffer(outgoing_), failed);
    if (failed == asio::error::would_block) return flush_when_writable();
    if (failed) {  // the read sees the end of the connection as well, and reports it
      socket_.shutdown(asio::ip::tcp::socket::shutdown_both, failed);
      return;
    }
    outgoing_.erase(0, count);
    if (handlers_.leaving) handlers_.leaving(count);
  }
}

void Connection::flush_when_writable() {
  if (std::exchange(flush_scheduled_, true)) return;
  socket_.async_wait(asio::ip::tcp::socket::wait_write,
                     [self = shared_from_this()](boost::system::error_code error) {
                       self->flush_scheduled_ = false;
                       if (!error) self->flush();
                     });
}

}  // namespace lunchrush::redis
