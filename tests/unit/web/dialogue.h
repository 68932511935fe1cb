// A server on a thread of its own and a client that speaks bytes, so that a test reads as a dialogue.
#pragma once

#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "services/web/server.h"

namespace lunchrush::web {

class TestServer {
 public:
  explicit TestServer(Router router, ServerLimits limits = {}, decltype(ServerOptions::after) after = {},
                      decltype(ServerOptions::share_of) share_of = {});
  // Of `options` all but where it listens.
  TestServer(Router router, ServerOptions options);
  ~TestServer();

  std::uint16_t port() const { return server_->port(); }
  void drain(std::chrono::milliseconds grace);  // at once when on the server's thread, else soon
  void wait_until_drained();
  std::string metrics();
  // Runs on the server's thread, and waits for it.
  void on_thread(std::function<void()> work);
  std::size_t connections();
  void wait_for_connections(std::size_t count);

 private:
  Router router_;
  telemetry::Registry registry_;
  telemetry::WebMetrics metrics_;
  asio::io_context context_;
  std::optional<Server> server_;
  std::promise<void> drained_;
  std::thread thread_;
};

class TestClient {
 public:
  explicit TestClient(const TestServer& server);
  // Takes the last descriptor the process may have, so that the server cannot accept until it is freed.
  struct WithLastDescriptor {};
  TestClient(const TestServer& server, WithLastDescriptor);
  void free_descriptors();
  ~TestClient() { free_descriptors(); }

  void say(std::string_view bytes);
  std::string hear_answer();  // one whole response: head, and a body of Content-Length
  std::string hear_until(std::string_view mark);
  std::string hear_all();  // until the server closes
  bool hears_something_within(std::chrono::milliseconds wait);
  bool was_reset();  // the connection ends by a reset, with nothing said
  void stop_sending();

 private:
  bool hear_more();

  asio::io_context context_;
  asio::ip::tcp::socket socket_;
  std::string heard_;
  bool reset_ = false;
  std::optional<rlimit> descriptors_before_;
};

}  // namespace lunchrush::web
