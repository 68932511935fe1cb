// The open connections: each holds at most one request, as an HTTP client without pipelining does.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "bench/load/options.h"
#include "bench/load/response.h"
#include "bench/load/socket.h"
#include "bench/load/tally.h"

namespace lunchrush::bench {

class Lines {
 public:
  // What a request came to: an answer, or nullptr for a connection that broke under it.
  using OnDone = std::function<void(const Job& job, const Response* response)>;

  Lines(const Options& options, OnDone on_done);

  void connect_all();  // throws std::runtime_error when not all stand within a minute
  bool any_idle() const { return !idle_.empty(); }
  std::size_t busy() const { return busy_; }
  void send(const Job& job, std::string_view request);  // any_idle() must be true
  // Waits until something happens, at most that long, and handles it.
  void wait(Nanoseconds at_most);
  // Closes connections whose request was to be answered by now; their number.
  std::size_t close_overdue(Nanoseconds now);

 private:
  enum class State { closed, connecting, idle, busy };
  struct Line {
    Descriptor socket;
    State state = State::closed;
    bool watches_writes = false;
    Job job;
    std::string unsent, received;
  };

  void connect(std::size_t place);
  void reconnect_some(Nanoseconds now);
  void connected(std::size_t place);
  void write_rest(std::size_t place);
  void read(std::size_t place);
  void finish(std::size_t place, const Response& response);
  void broke(std::size_t place);
  void watch(std::size_t place, bool writes, int operation);

  const Options& options_;
  OnDone on_done_;
  Descriptor epoll_;
  std::vector<Line> lines_;
  std::deque<std::size_t> idle_;  // the longest idle first, so that all take part
  std::deque<std::pair<Nanoseconds, std::size_t>> closed_;
  std::vector<char> buffer_;
  std::size_t busy_ = 0;
  std::size_t connecting_ = 0;
};

}  // namespace lunchrush::bench
