#include "bench/load/feed.h"

#include <poll.h>
#include <sys/epoll.h>

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/load/clock.h"
#include "bench/load/histogram.h"
#include "bench/load/socket.h"

namespace lunchrush::bench {
namespace {

constexpr Nanoseconds open_within = 30 * per_second;

struct Screen {
  Descriptor socket;
  std::string_view store;
  std::string received;
  bool answered = false;
  bool menu_changed = false;  // the event whose data comes next
};

std::string_view between(std::string_view text, std::string_view before, char end) {
  const auto place = text.find(before);
  if (place == std::string_view::npos) return {};
  text.remove_prefix(place + before.size());
  return text.substr(0, text.find(end));
}

// Of "2026-11-26T11:30:00.123456Z", in ns since 1970; 0 for what is no such time.
Nanoseconds wall_time(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  const char* rest = strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return 0;
  const double fraction =
      *rest == '.' ? std::stod("0" + std::string(rest, copy.c_str() + copy.size() - 1)) : 0;
  return timegm(&parts) * per_second + static_cast<Nanoseconds>(fraction * static_cast<double>(per_second));
}

Nanoseconds wall_now() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * per_second + now.tv_nsec;
}

class Reading {
 public:
  explicit Reading(const Options& options) : options_(options), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

  void run() {
    open_all();
    const auto give_up = clock_now() + open_within;
    while (answered_ != screens_.size()) {
      if (clock_now() > give_up) throw std::runtime_error("not all event streams are open after 30 s");
      wait_and_read();
    }
    std::cout << boost::json::serialize(boost::json::object{{"open", answered_}}) << std::endl;
    const auto end =
        clock_now() + static_cast<Nanoseconds>(options_.seconds * static_cast<double>(per_second));
    while (clock_now() < end) wait_and_read();
    if (options_.times_file.empty()) return;
    std::ofstream file(options_.times_file);
    if (!(file << times_).flush()) throw std::runtime_error("cannot write " + options_.times_file);
  }

  boost::json::object result() const {
    return {
        {"mode", "feed"},
        {"screens", screens_.size()},
        {"events", events_},
        {"tickets", tickets_},
        {"hints", hints_},
        {"event_age_ms",
         {{"count", ages_.count()}, {"p50", ages_.percentile_ms(0.5)}, {"p99", ages_.percentile_ms(0.99)}}},
        {"cpu_seconds", processor_seconds()}};
  }

 private:
  void open_all() {
    screens_.reserve(options_.stores.size() * options_.copies);
    for (std::uint64_t copy = 0; copy != options_.copies; ++copy)
      for (std::size_t i = 0; i != options_.stores.size(); ++i) open(i);
  }

  void open(std::size_t store_index) {
    const auto& store = options_.stores[store_index];
    const auto nth = screens_.size();
    screens_.push_back({start_connecting(options_.targets[nth % options_.targets.size()], nth), store, {}});
    const auto& socket = screens_.back().socket;
    pollfd writable{socket.number(), POLLOUT, 0};
    if (!socket.open() || poll(&writable, 1, 5'000) != 1 || !has_connected(socket.number()))
      throw std::runtime_error("no event stream of store " + store + ": nobody listens");
    std::string request = "GET /v1/stores/" + store + (options_.guests ? "/guest/events" : "/events") +
                          " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (!options_.tokens.empty())
      request += "Authorization: Bearer " + options_.tokens[store_index % options_.tokens.size()] + "\r\n";
    request += "Accept: text/event-stream\r\n\r\n";
    if (send_some(socket.number(), request) != static_cast<long>(request.size()))
      throw std::runtime_error("no event stream of store " + store + ": the request was not taken");
    epoll_event wanted{.events = EPOLLIN, .data = {.u64 = nth}};
    if (epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, socket.number(), &wanted) != 0)
      throw std::runtime_error("no event stream of store " + store + ": it cannot be watched");
  }

  void wait_and_read() {
    std::array<epoll_event, 512> ready;
    const int count = epoll_wait(epoll_.number(), ready.data(), ready.size(), 100);
    for (int i = 0; i < count; ++i) read(screens_[ready[static_cast<std::size_t>(i)].data.u64]);
  }

  void read(Screen& screen) {
    const auto count = receive_some(screen.socket.number(), buffer_.data(), buffer_.size());
    if (count == 0) return;
    if (count < 0) throw std::runtime_error("an event stream ended");
    const auto now = clock_now();
    screen.received.append(buffer_.data(), static_cast<std::size_t>(count));
    if (!screen.answered) {
      if (!screen.received.starts_with("HTTP/1.1 200"))
        throw std::runtime_error("no event stream: " +
                                 screen.received.substr(0, screen.received.find("\r\n")));
      screen.answered = true;
      ++answered_;
    }
    std::string_view rest = screen.received;
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      line(screen, rest.substr(0, end), now);
      rest.remove_prefix(end + 1);
    }
    screen.received.erase(0, screen.received.size() - rest.size());
  }

  // An event is one line of data; chunk sizes, which lie between, never begin with it.
  void line(Screen& screen, std::string_view text, Nanoseconds now) {
    if (text.starts_with("event: ")) screen.menu_changed = text.starts_with("event: menu");
    if (options_.guests && screen.menu_changed && text.starts_with("data: ")) {
      ++hints_;
      return note(screen.store, now);
    }
    if (!text.starts_with("data: {\"seq\":")) return;
    ++events_;
    if (const auto written = wall_time(between(text, "\"at\":\"", '"')); written != 0)
      ages_.record(wall_now() - written);
    if (between(text, "\"kind\":\"", '"') != "ticket.queued") return;
    ++tickets_;
    note(between(text, "\"order_id\":\"", '"'), now);
  }

  void note(std::string_view what, Nanoseconds now) {
    if (options_.times_file.empty()) return;
    times_ += what;
    times_ += ' ' + std::to_string(now) + '\n';
  }

  const Options& options_;
  Descriptor epoll_;
  std::vector<Screen> screens_;
  std::vector<char> buffer_ = std::vector<char>(256 * 1024);
  std::string times_;
  Histogram ages_;
  std::size_t answered_ = 0;
  std::uint64_t events_ = 0, tickets_ = 0, hints_ = 0;
};

}  // namespace

int read_feeds(const Options& options) {
  raise_descriptor_limit();
  Reading reading(options);
  reading.run();
  std::cout << boost::json::serialize(reading.result()) << std::endl;
  return 0;
}

}  // namespace lunchrush::bench
