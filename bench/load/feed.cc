#include "bench/load/feed.h"

#include <poll.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/load/clock.h"
#include "bench/load/socket.h"

namespace lunchrush::bench {
namespace {

struct Screen {
  Descriptor socket;
  std::string received;
  bool answered = false;
};

std::string_view between(std::string_view text, std::string_view before, char end) {
  const auto place = text.find(before);
  if (place == std::string_view::npos) return {};
  text.remove_prefix(place + before.size());
  return text.substr(0, text.find(end));
}

Screen open_screen(const Options& options, const std::string& store, std::size_t nth) {
  Screen screen{start_connecting(options.targets[nth % options.targets.size()], nth), {}};
  pollfd writable{screen.socket.number(), POLLOUT, 0};
  if (!screen.socket.open() || poll(&writable, 1, 5'000) != 1 || !has_connected(screen.socket.number()))
    throw std::runtime_error("no event stream of store " + store + ": nobody listens");
  std::string request = "GET /v1/stores/" + store + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!options.tokens.empty()) request += "Authorization: Bearer " + options.tokens.front() + "\r\n";
  request += "Accept: text/event-stream\r\n\r\n";
  if (send_some(screen.socket.number(), request) != static_cast<long>(request.size()))
    throw std::runtime_error("no event stream of store " + store + ": the request was not taken");
  return screen;
}

class Reading {
 public:
  explicit Reading(const Options& options) : options_(options) {}

  void run() {
    for (const auto& store : options_.stores)
      screens_.push_back(open_screen(options_, store, screens_.size()));
    std::vector<pollfd> waited;
    for (const auto& screen : screens_) waited.push_back({screen.socket.number(), POLLIN, 0});
    const auto end =
        clock_now() + static_cast<Nanoseconds>(options_.seconds * static_cast<double>(per_second));
    while (clock_now() < end) {
      poll(waited.data(), waited.size(), 100);
      for (std::size_t i = 0; i != waited.size(); ++i)
        if (waited[i].revents != 0) read(screens_[i]);
    }
    if (options_.times_file.empty()) return;
    std::ofstream file(options_.times_file);
    if (!(file << times_).flush()) throw std::runtime_error("cannot write " + options_.times_file);
  }

  boost::json::object result() const {
    return {{"mode", "feed"},
            {"screens", screens_.size()},
            {"events", events_},
            {"tickets", tickets_},
            {"cpu_seconds", processor_seconds()}};
  }

 private:
  void read(Screen& screen) {
    const auto count = receive_some(screen.socket.number(), buffer_.data(), buffer_.size());
    if (count == 0) return;
    if (count < 0) throw std::runtime_error("an event stream ended");
    const auto now = clock_now();
    screen.received.append(buffer_.data(), static_cast<std::size_t>(count));
    if (!screen.answered && !screen.received.starts_with("HTTP/1.1 200"))
      throw std::runtime_error("no event stream: " + screen.received.substr(0, screen.received.find("\r\n")));
    screen.answered = true;
    std::string_view rest = screen.received;
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      line(rest.substr(0, end), now);
      rest.remove_prefix(end + 1);
    }
    screen.received.erase(0, screen.received.size() - rest.size());
  }

  // An event is one line of data; chunk sizes, which lie between, never begin with it.
  void line(std::string_view text, Nanoseconds now) {
    if (!text.starts_with("data: {\"seq\":")) return;
    ++events_;
    if (between(text, "\"kind\":\"", '"') != "ticket.queued") return;
    ++tickets_;
    times_ += between(text, "\"order_id\":\"", '"');
    times_ += ' ' + std::to_string(now) + '\n';
  }

  const Options& options_;
  std::vector<Screen> screens_;
  std::vector<char> buffer_ = std::vector<char>(256 * 1024);
  std::string times_;
  std::uint64_t events_ = 0, tickets_ = 0;
};

}  // namespace

int read_feeds(const Options& options) {
  Reading reading(options);
  reading.run();
  std::cout << boost::json::serialize(reading.result()) << std::endl;
  return 0;
}

}  // namespace lunchrush::bench
