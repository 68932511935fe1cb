#include "services/redis/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace lunchrush::redis {

Connection::Connection(asio::ip::tcp::socket socket, OnReply on_reply)
    : socket_(std::move(socket)), on_reply_(std::move(on_reply)) {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
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

void Connection::send(Arguments arguments) {
  append_command(outgoing_, arguments);
  if (flush_scheduled_ || !leaving_.empty()) return;
  flush_scheduled_ = true;
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->flush_scheduled_ = false;
    self->flush();
  });
}

void Connection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

bool Connection::has_unread_bytes() {
  boost::system::error_code error;
  return socket_.available(error) > 0 && !error;
}

bool Connection::hand_out_replies() {
  while (const auto reply = reader_.next()) {
    on_reply_(*reply);
    if (!socket_.is_open()) return true;
  }
  return !reader_.broken();
}

void Connection::flush() {
  if (!socket_.is_open() || outgoing_.empty()) return;
  leaving_.swap(outgoing_);
  asio::async_write(socket_, asio::buffer(leaving_),
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      self->leaving_.clear();
                      if (!error) return self->flush();
                      // The read sees the end of the connection as well, and reports it.
                      boost::system::error_code ignored;
                      self->socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
                    });
}

}  // namespace lunchrush::redis
