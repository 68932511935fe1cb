// A socket under an absolute deadline. Nobody waits on a timer here: the server's watchdog looks at all
// deadlines a few times a second, which costs less than arming and cancelling a timer for every step of every
// request.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "services/crypto/tls.h"

namespace lunchrush::web {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

// co_await operation(…, as_result): an error code beside the result, nothing thrown.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

inline constexpr std::size_t linger_bytes_max = 64 * 1024;  // read and thrown away after an early answer
inline constexpr std::chrono::milliseconds linger_deadline{1'000};
inline constexpr int stream_send_buffer_bytes = 64 * 1024;  // what the kernel holds for a slow reader

class Transport {
 public:
  // What is read and written is encrypted when `tls` is given, once handshake() has succeeded.
  Transport(tcp::socket socket, std::string remote_address, const crypto::TlsServer* tls);

  asio::awaitable<bool> handshake();
  const crypto::TlsSession* tls() const { return tls_ ? &*tls_ : nullptr; }
  void give_up_tls() { tls_.reset(); }  // to say a last word to a peer that speaks none

  // Of the steps from now on, until the next call. Forgets an earlier deadline's passing.
  void set_deadline(std::chrono::milliseconds from_now);
  void clear_deadline();
  bool expired() const { return expired_; }
  bool expire_if_due(Clock::time_point now);  // true when that just happened: the pending step fails

  // 0: ended, failed, expired or interrupted.
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer space) {
    return tls_ ? read_some_secret(space) : read_some_plain(space);
  }
  // false likewise.
  asio::awaitable<bool> write(std::string_view bytes) {
    return tls_ ? write_secret(bytes) : write_plain(bytes);
  }
  // What the socket takes at once, as it does with most answers: the rest is for write(), and so is what went
  // wrong.
  std::size_t write_at_once(std::string_view bytes);
  // Says goodbye and takes what the peer still sends, so that it reads our last answer before the connection
  // ends.
  asio::awaitable<void> linger();

  bool input_waits() const;  // bytes have come that nobody read yet
  void interrupt();          // the pending step and all later ones fail
  void close();
  void abort();              // resets the connection
  void bound_send_buffer();  // for streams
  const std::string& remote_address() const { return remote_address_; }
  tcp::socket::executor_type executor() { return socket_.get_executor(); }

 private:
  asio::awaitable<std::size_t> read_some_plain(asio::mutable_buffer space);
  asio::awaitable<bool> write_plain(std::string_view bytes);
  asio::awaitable<std::size_t> read_some_secret(asio::mutable_buffer space);
  asio::awaitable<bool> write_secret(std::string_view bytes);
  // Until the socket may be tried again: false when the session or this has ended instead.
  asio::awaitable<bool> wait_for(crypto::TlsSession::Step step);
  void end();
  bool stopped() const { return expired_ || interrupted_; }

  tcp::socket socket_;
  std::optional<crypto::TlsSession> tls_;  // over socket_
  std::string remote_address_;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool expired_ = false;
  bool interrupted_ = false;
};

}  // namespace lunchrush::web
