#include "services/gateways/http_connection.h"

#include <sys/socket.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>

#include "services/gateways/name_lookup.h"

namespace lunchrush::gateways {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

using Parser = http::response_parser<http::string_body>;

HttpFailure failure(bool sent, std::string_view step, const boost::system::error_code& error) {
  std::string reason(step);
  reason.append(": ").append(error == beast::error::timeout ? "timeout" : error.message());
  return {.sent = sent, .reason = std::move(reason)};
}

HttpResponse response_of(Parser& parser) {
  HttpResponse out;
  auto message = parser.release();
  out.status = message.result_int();
  for (const auto& field : message)
    out.headers.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
  out.body = std::move(message.body());
  return out;
}

}  // namespace

Connection::Connection(Strand strand, asio::ssl::context& tls, ConnectionLimits limits)
    : strand_(strand), tls_context_(tls), limits_(limits), stream_(strand) {}

asio::awaitable<std::string> Connection::open(Origin origin, Deadline deadline) {
  const auto until = std::min(deadline, std::chrono::steady_clock::now() + limits_.open_for_max);
  auto refusal = co_await connect(origin, until);
  if (!refusal.empty() || !origin.tls) co_return refusal;
  refusal = co_await handshake(origin, until);
  co_return refusal;
}

asio::awaitable<std::string> Connection::connect(const Origin& origin, Deadline until) {
  auto found = co_await look_up(origin.host, origin.port, until);
  if (found.endpoints.empty()) co_return "look-up: " + found.refusal;
  stream_.expires_at(until);
  auto [error, endpoint] = co_await stream_.async_connect(found.endpoints, quietly);
  if (error) co_return failure(false, "connect", error).reason;
  boost::system::error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  co_return std::string();
}

asio::awaitable<std::string> Connection::handshake(const Origin& origin, Deadline until) {
  tls_.emplace(stream_, tls_context_);
  tls_->set_verify_mode(asio::ssl::verify_peer);
  tls_->set_verify_callback(asio::ssl::host_name_verification(origin.host));
  if (SSL_set_tlsext_host_name(tls_->native_handle(), origin.host.c_str()) != 1)
    co_return "handshake: server name";
  stream_.expires_at(until);
  auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, quietly);
  if (error) co_return failure(false, "handshake", error).reason;
  co_return std::string();
}

asio::awaitable<HttpOutcome> Connection::exchange(std::string wire, Deadline deadline) {
  fit_ = false;
  if (tls_) {
    auto outcome = co_await exchange_over(*tls_, std::move(wire), deadline);
    co_return outcome;
  }
  auto outcome = co_await exchange_over(stream_, std::move(wire), deadline);
  co_return outcome;
}

template <class Stream>
asio::awaitable<HttpOutcome> Connection::exchange_over(Stream& stream, std::string wire, Deadline deadline) {
  if (std::chrono::steady_clock::now() >= deadline)
    co_return HttpFailure{.sent = false, .reason = "write: timeout"};
  stream_.expires_at(deadline);
  auto [write_error, written] = co_await asio::async_write(stream, asio::buffer(wire), quietly);
  if (write_error) co_return failure(written != 0, "write", write_error);

  beast::flat_buffer buffer;
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits_.response_header_bytes_max));
  parser.body_limit(limits_.response_bytes_max);
  auto [read_error, read] = co_await http::async_read(stream, buffer, parser, quietly);
  if (read_error) co_return failure(true, "read", read_error);
  stream_.expires_never();
  // Bytes beyond the answer would be taken for the next one.
  fit_ = parser.keep_alive() && buffer.size() == 0 && parser.get().result_int() >= 200;
  co_return response_of(parser);
}

bool Connection::alive() {
  char byte = 0;
  const auto got = ::recv(stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace lunchrush::gateways
