// A redis-server of the test's own: a free port on loopback, a temporary folder, gone when the test is.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "services/redis/endpoint.h"

namespace lunchrush::redis::testing {

std::uint16_t free_port();

class RedisServer {
 public:
  explicit RedisServer(std::vector<std::string> options = {});
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  void start();  // waits until it answers
  void kill();   // -9
  void freeze();
  void thaw();
  void remove_folder();  // under its feet: it can no longer save

  Endpoint endpoint() const { return {"127.0.0.1", port_, "", "", 0}; }
  const std::string& folder() const { return folder_; }
  // One command on a connection of its own, blocking. Its text, its number in decimal, or "(nil)".
  std::string command(std::initializer_list<std::string_view> arguments) const;
  // The same without waiting for the reply.
  void command_without_reply(std::initializer_list<std::string_view> arguments);

 private:
  bool answers() const;

  std::vector<std::string> options_;
  std::uint16_t port_;
  std::string folder_;
  pid_t pid_ = 0;
  std::vector<int> left_open_;  // sockets of command_without_reply
};

}  // namespace lunchrush::redis::testing
