// One connection to one gateway: opened, used for one exchange at a time, reused while it is fit.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "services/gateways/http_message.h"

namespace lunchrush::gateways {

struct ConnectionLimits {
  std::size_t response_bytes_max =
      256 * 1024;  // the largest documented answer, of certificates, has about 5 kB
  std::size_t response_header_bytes_max = 16 * 1024;
  std::chrono::milliseconds open_for_max{
      3000};  // look-up, connect and handshake together; the deadline may be nearer
};

class Connection {
 public:
  using Strand = asio::strand<asio::any_io_executor>;

  // `tls` outlives the connection. Everything below runs on its strand.
  Connection(Strand strand, asio::ssl::context& tls, ConnectionLimits limits);

  const Strand& strand() const { return strand_; }

  // Empty when it is open; otherwise the reason in words. Nothing of a request has been sent either way.
  asio::awaitable<std::string> open(Origin origin, Deadline deadline);

  asio::awaitable<HttpOutcome> exchange(std::string wire, Deadline deadline);

  // Whether another exchange may follow: the last answer was complete and let the connection live.
  bool fit() const { return fit_; }
  // Whether the peer has neither closed it nor spoken out of turn since.
  bool alive();

 private:
  using Tls = asio::ssl::stream<boost::beast::tcp_stream&>;

  asio::awaitable<std::string> connect(const Origin& origin, Deadline until);
  asio::awaitable<std::string> handshake(const Origin& origin, Deadline until);
  template <class Stream>
  asio::awaitable<HttpOutcome> exchange_over(Stream& stream, std::string wire, Deadline deadline);

  Strand strand_;
  asio::ssl::context& tls_context_;
  ConnectionLimits limits_;
  boost::beast::tcp_stream stream_;
  std::optional<Tls> tls_;  // over stream_, once a handshake was begun
  bool fit_ = false;
};

}  // namespace lunchrush::gateways
