#include "services/simulator/http_client.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>

namespace lunchrush::simulator {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using std::chrono::milliseconds;

struct HttpClient::Target {
  std::string host, port, path, authority;
};

namespace {

std::string fault_name(const boost::system::error_code& fault) {
  if (fault == beast::error::timeout) return "timeout";
  if (fault == asio::error::connection_refused || fault == asio::error::host_not_found) return "unreachable";
  return "reset";
}

http::request<http::string_body> to_request(const Letter& letter, const std::string& authority,
                                            const std::string& path) {
  http::request<http::string_body> request{http::verb::post, path, 11};
  request.set(http::field::host, authority);
  request.set(http::field::user_agent, "Mozilla/4.0");  // what the real ones say
  request.set(http::field::content_type, letter.content_type);
  for (const auto& [name, value] : letter.headers) request.set(name, value);
  request.body() = letter.body;
  request.prepare_payload();
  return request;
}

template <class Target>
bool read_url(const std::string& url, Target& target) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->scheme() != "http" || parsed->encoded_host().empty()) return false;
  target.host = parsed->host_address();
  target.port = parsed->has_port() && !parsed->port().empty() ? std::string(parsed->port()) : "80";
  target.path = parsed->encoded_target().empty() ? "/" : std::string(parsed->encoded_target());
  target.authority = std::string(parsed->encoded_host_and_port());
  return true;
}

}  // namespace

asio::awaitable<PostResult> HttpClient::post(std::string url, Letter letter, milliseconds timeout) {
  Target target;
  if (!read_url(url, target)) co_return PostResult{0, "", "bad_url"};
  while (true) {
    auto connection = take(target.authority);
    const bool was_used = connection->used;
    if (!was_used) {
      const std::string fault = co_await connect(*connection, target, timeout);
      if (!fault.empty()) co_return PostResult{0, "", fault};
    }
    bool reusable = false;
    PostResult result = co_await exchange(*connection, target, letter, timeout, reusable);
    connection->used = true;
    if (reusable) idle_[target.authority].push_back(std::move(connection));
    // The peer had closed an idle connection: that says nothing about this letter.
    if (was_used && result.fault == "reset") continue;
    co_return result;
  }
}

std::unique_ptr<HttpClient::Connection> HttpClient::take(const std::string& authority) {
  auto& idle = idle_[authority];
  if (idle.empty()) return std::make_unique<Connection>(context_);
  auto connection = std::move(idle.back());
  idle.pop_back();
  return connection;
}

asio::awaitable<std::string> HttpClient::connect(Connection& connection, const Target& target,
                                                 milliseconds timeout) {
  boost::system::error_code fault;
  tcp::resolver resolver(context_);
  auto token = asio::redirect_error(asio::use_awaitable, fault);
  const auto endpoints = co_await resolver.async_resolve(target.host, target.port, token);
  if (fault) co_return "unreachable";
  connection.stream.expires_after(timeout);
  co_await connection.stream.async_connect(endpoints, token);
  if (fault) co_return fault_name(fault);
  connection.stream.socket().set_option(tcp::no_delay(true), fault);
  co_return std::string{};
}

asio::awaitable<PostResult> HttpClient::exchange(Connection& connection, const Target& target,
                                                 const Letter& letter, milliseconds timeout, bool& reusable) {
  boost::system::error_code fault;
  auto token = asio::redirect_error(asio::use_awaitable, fault);
  auto request = to_request(letter, target.authority, target.path);
  connection.stream.expires_after(timeout);
  co_await http::async_write(connection.stream, request, token);
  if (fault) co_return PostResult{0, "", fault_name(fault)};
  http::response_parser<http::string_body> parser;
  parser.body_limit(answer_bytes_max);
  co_await http::async_read(connection.stream, connection.buffer, parser, token);
  if (fault) co_return PostResult{0, "", fault_name(fault)};
  connection.stream.expires_never();
  reusable = parser.get().keep_alive() && connection.buffer.size() == 0;
  co_return PostResult{parser.get().result_int(), std::move(parser.get().body()), ""};
}

}  // namespace lunchrush::simulator
