// A Redis that misbehaves as the test says: it speaks the protocol, the script decides what and when.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "services/redis/endpoint.h"

namespace lunchrush::redis::testing {

class FakeRedis {
 public:
  struct Question {
    std::size_t connection;  // 1 for the first that was accepted
    std::string command, key;
    std::function<void(std::string bytes)> answer;  // now or later, once, never or more than once
  };
  using Script = std::function<void(Question)>;

  FakeRedis(boost::asio::io_context& context, Script script);
  Endpoint endpoint() const;
  std::size_t connections() const { return connections_; }

 private:
  class Session;
  void accept();

  boost::asio::ip::tcp::acceptor acceptor_;
  Script script_;
  std::size_t connections_ = 0;
};

inline std::string bulk(const std::string& text) {
  return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}
inline const std::string nil = "$-1\r\n";

}  // namespace lunchrush::redis::testing
