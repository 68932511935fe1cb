#include "bench/load/lines.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace lunchrush::bench {
namespace {

constexpr std::size_t events_per_wake = 512;
constexpr std::size_t connecting_max = 256;  // a listener's backlog is finite
constexpr std::size_t read_bytes = 256 * 1024;
constexpr Nanoseconds reconnect_after = 100 * per_millisecond;
constexpr Nanoseconds connect_within = 60 * per_second;

}  // namespace

Lines::Lines(const Options& options, OnDone on_done)
    : options_(options),
      on_done_(std::move(on_done)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      lines_(options.connections),
      buffer_(read_bytes) {}

void Lines::connect_all() {
  for (std::size_t place = 0; place != lines_.size(); ++place) closed_.emplace_back(0, place);
  const auto until = clock_now() + connect_within;
  while (idle_.size() != lines_.size()) {
    if (clock_now() > until)
      throw std::runtime_error(
          "only " + std::to_string(idle_.size()) + " of " + std::to_string(lines_.size()) +
          " connections stand: does the target listen, and are there descriptors enough?");
    wait(per_millisecond);
  }
}

void Lines::reconnect_some(Nanoseconds now) {
  while (!closed_.empty() && connecting_ < connecting_max && closed_.front().first <= now) {
    const auto place = closed_.front().second;
    closed_.pop_front();
    connect(place);
  }
}

void Lines::connect(std::size_t place) {
  auto& line = lines_[place];
  line.socket = start_connecting(options_.targets[place % options_.targets.size()], place);
  if (!line.socket.open()) return closed_.emplace_back(clock_now() + reconnect_after, place), void();
  line.state = State::connecting;
  ++connecting_;
  watch(place, true, EPOLL_CTL_ADD);
}

void Lines::watch(std::size_t place, bool writes, int operation) {
  epoll_event wanted{};
  wanted.events = EPOLLIN | (writes ? static_cast<std::uint32_t>(EPOLLOUT) : 0U);
  wanted.data.u64 = place;
  epoll_ctl(epoll_.number(), operation, lines_[place].socket.number(), &wanted);
  lines_[place].watches_writes = writes;
}

void Lines::connected(std::size_t place) {
  --connecting_;
  auto& line = lines_[place];
  if (!has_connected(line.socket.number())) {
    line.state = State::closed;
    line.socket.close();
    closed_.emplace_back(clock_now() + reconnect_after, place);
    return;
  }
  line.state = State::idle;
  idle_.push_back(place);
  watch(place, false, EPOLL_CTL_MOD);
}

void Lines::send(const Job& job, std::string_view request) {
  const auto place = idle_.front();
  idle_.pop_front();
  auto& line = lines_[place];
  line.state = State::busy;
  line.job = job;
  ++busy_;
  const auto sent = send_some(line.socket.number(), request);
  if (sent < 0) return broke(place);
  if (static_cast<std::size_t>(sent) == request.size()) return;
  line.unsent = request.substr(static_cast<std::size_t>(sent));
  watch(place, true, EPOLL_CTL_MOD);
}

void Lines::write_rest(std::size_t place) {
  auto& line = lines_[place];
  const auto sent = send_some(line.socket.number(), line.unsent);
  if (sent < 0) return broke(place);
  line.unsent.erase(0, static_cast<std::size_t>(sent));
  if (line.unsent.empty()) watch(place, false, EPOLL_CTL_MOD);
}

void Lines::wait(Nanoseconds at_most) {
  reconnect_some(clock_now());
  std::array<epoll_event, events_per_wake> events;
  const timespec patience{at_most / per_second, at_most % per_second};
  const int count = epoll_pwait2(epoll_.number(), events.data(), events.size(), &patience, nullptr);
  for (int i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64);
    const auto happened = events[static_cast<std::size_t>(i)].events;
    if (lines_[place].state == State::connecting) {
      connected(place);
      continue;
    }
    if ((happened & EPOLLOUT) != 0 && lines_[place].watches_writes) write_rest(place);
    if ((happened & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && lines_[place].socket.open()) read(place);
  }
}

void Lines::read(std::size_t place) {
  auto& line = lines_[place];
  const auto count = receive_some(line.socket.number(), buffer_.data(), buffer_.size());
  if (count == 0) return;
  if (count < 0 || line.state != State::busy) return broke(place);
  std::string_view bytes(buffer_.data(), static_cast<std::size_t>(count));
  if (!line.received.empty()) bytes = line.received.append(bytes);
  Response response;
  switch (parse_response(bytes, response)) {
    case Parse::complete: return finish(place, response);
    case Parse::malformed: return broke(place);
    case Parse::incomplete:
      if (line.received.empty()) line.received = bytes;
  }
}

void Lines::finish(std::size_t place, const Response& response) {
  auto& line = lines_[place];
  --busy_;
  line.state = State::idle;
  const auto job = line.job;
  on_done_(job, &response);
  line.received.clear();
  if (response.keep_alive) return idle_.push_back(place);
  line.state = State::closed;
  line.socket.close();
  closed_.emplace_back(0, place);
}

void Lines::broke(std::size_t place) {
  auto& line = lines_[place];
  const bool had_request = line.state == State::busy;
  if (line.state == State::idle) std::erase(idle_, place);
  line.state = State::closed;
  line.socket.close();
  line.unsent.clear();
  line.received.clear();
  closed_.emplace_back(clock_now() + reconnect_after, place);
  if (!had_request) return;
  --busy_;
  const auto job = line.job;
  on_done_(job, nullptr);
}

std::size_t Lines::close_overdue(Nanoseconds now) {
  std::size_t closed = 0;
  const auto allowed = static_cast<Nanoseconds>(options_.deadline_ms) * per_millisecond;
  for (std::size_t place = 0; place != lines_.size(); ++place) {
    if (lines_[place].state != State::busy || now - lines_[place].job.intended < allowed) continue;
    broke(place);
    ++closed;
  }
  return closed;
}

}  // namespace lunchrush::bench
