// A gateway on loopback that does what the test says, on the
// test's own thread: nothing here runs unless the test waits.
#pragma once

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "services/gateways/header_list.h"

namespace lunchrush::gateways::test {

namespace asio = boost::asio;

struct Received {
  int connection = 0;  // counted from 1
  std::string method;
  std::string target;
  HeaderList headers;
  std::string body;
};

enum class After { keep, close, reset, hang };

struct Reaction {
  std::string bytes{};  // as they go out, headers and all; may be half an answer or none
  After after = After::keep;
};

// An answer with its Content-Length.
std::string http_answer(unsigned status, const std::vector<std::pair<std::string, std::string>>& headers,
                        std::string_view body);

class Loopback {
 public:
  using Handler = std::function<Reaction(const Received&)>;

  // With a certificate and its key, TLS; otherwise plain.
  Loopback(asio::io_context& context, Handler handler, std::string certificate_pem = {},
           std::string key_pem = {});
  ~Loopback();

  unsigned short port() const;
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  const std::vector<Received>& received() const;
  int connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the connections, which end after the server when a test ends
};

// A port on which nobody listens.
unsigned short refused_port();

// Runs the context until the coroutine has its answer.
template <class T>
T wait_for(asio::io_context& context, asio::awaitable<T> work) {
  std::optional<T> answer;
  std::exception_ptr fault;
  auto run = [&](asio::awaitable<T> inner) -> asio::awaitable<void> { answer = co_await std::move(inner); };
  asio::co_spawn(context, run(std::move(work)), [&](std::exception_ptr thrown) { fault = thrown; });
  context.restart();
  while (!answer && !fault) context.run_one();
  if (fault) std::rethrow_exception(fault);
  return std::move(*answer);
}

inline auto soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(5); }

}  // namespace lunchrush::gateways::test
