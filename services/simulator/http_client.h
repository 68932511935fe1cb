// POSTs notifications over plain HTTP with connections that are reused. As many run at once as the caller
// starts.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/simulator/letter.h"

namespace lunchrush::simulator {

struct PostResult {
  unsigned status = 0;  // 0: no answer
  std::string body;     // at most answer_bytes_max
  std::string fault;    // why there was none: "timeout", "unreachable", "reset", "bad_url"
};

class HttpClient {
 public:
  static constexpr std::size_t answer_bytes_max = 64 * 1024;

  explicit HttpClient(boost::asio::io_context& context) : context_(context) {}
  boost::asio::awaitable<PostResult> post(std::string url, Letter letter, std::chrono::milliseconds timeout);

 private:
  struct Connection {
    explicit Connection(boost::asio::io_context& context) : stream(context) {}
    boost::beast::tcp_stream stream;
    boost::beast::flat_buffer buffer;
    bool used = false;
  };
  struct Target;
  boost::asio::awaitable<PostResult> exchange(Connection& connection, const Target& target,
                                              const Letter& letter, std::chrono::milliseconds timeout,
                                              bool& reusable);
  boost::asio::awaitable<std::string> connect(Connection& connection, const Target& target,
                                              std::chrono::milliseconds timeout);
  std::unique_ptr<Connection> take(const std::string& authority);

  boost::asio::io_context& context_;
  std::unordered_map<std::string, std::vector<std::unique_ptr<Connection>>> idle_;
};

}  // namespace lunchrush::simulator
