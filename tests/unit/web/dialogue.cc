#include "tests/unit/web/dialogue.h"

#include <poll.h>
#include <unistd.h>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <stdexcept>

namespace lunchrush::web {
namespace {

constexpr timeval patience{5, 0};  // a test that waits longer has failed

}  // namespace

TestServer::TestServer(Router router, ServerLimits limits, decltype(ServerOptions::after) after,
                       decltype(ServerOptions::share_of) share_of)
    : TestServer(std::move(router),
                 {.limits = limits, .after = std::move(after), .share_of = std::move(share_of)}) {}

TestServer::TestServer(Router router, ServerOptions options)
    : router_(std::move(router)), metrics_(registry_, "test") {
  options.address = "127.0.0.1";
  options.port = 0;
  server_.emplace(context_, options, router_, metrics_);
  server_->start();
  thread_ = std::thread([this] {
    const auto guard = asio::make_work_guard(context_);
    context_.run();
  });
}

TestServer::~TestServer() {
  asio::post(context_, [this] {
    server_.reset();
    context_.stop();
  });
  thread_.join();
}

void TestServer::drain(std::chrono::milliseconds grace) {
  asio::dispatch(context_, [this, grace] { server_->drain(grace, [this] { drained_.set_value(); }); });
}

void TestServer::wait_until_drained() {
  if (drained_.get_future().wait_for(std::chrono::seconds(5)) != std::future_status::ready)
    throw std::runtime_error("not drained");
}

void TestServer::on_thread(std::function<void()> work) {
  std::promise<void> done;
  asio::post(context_, [&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

std::string TestServer::metrics() { return telemetry::to_text(registry_); }

std::size_t TestServer::connections() {
  std::size_t count = 0;
  on_thread([&] { count = server_->connections(); });
  return count;
}

void TestServer::wait_for_connections(std::size_t count) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (connections() != count)
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("connections do not come or go");
}

TestClient::TestClient(const TestServer& server) : socket_(context_) {
  socket_.connect({asio::ip::address_v4::loopback(), server.port()});
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

TestClient::TestClient(const TestServer& server, WithLastDescriptor) : socket_(context_) {
  socket_.open(asio::ip::tcp::v4());
  rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  descriptors_before_ = limit;
  const int next = dup(socket_.native_handle());  // the lowest that is free
  close(next);
  limit.rlim_cur = static_cast<rlim_t>(next);
  setrlimit(RLIMIT_NOFILE, &limit);
  socket_.connect({asio::ip::address_v4::loopback(), server.port()});
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

void TestClient::free_descriptors() {
  if (descriptors_before_) setrlimit(RLIMIT_NOFILE, &*descriptors_before_);
  descriptors_before_.reset();
}

void TestClient::say(std::string_view bytes) {
  boost::system::error_code ignored;  // a server may have hung up already: that is for the test to hear
  asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
}

void TestClient::stop_sending() { socket_.shutdown(asio::ip::tcp::socket::shutdown_send); }

bool TestClient::hear_more() {
  char bytes[4096];
  boost::system::error_code ec;
  const auto count = socket_.read_some(asio::buffer(bytes), ec);
  if (ec == asio::error::would_block || ec == asio::error::try_again)
    throw std::runtime_error("nothing was said");
  reset_ = ec == asio::error::connection_reset;
  heard_.append(bytes, count);
  return !ec;
}

std::string TestClient::hear_until(std::string_view mark) {
  while (heard_.find(mark) == std::string::npos)
    if (!hear_more()) throw std::runtime_error("closed before " + std::string(mark) + " after: " + heard_);
  const auto end = heard_.find(mark) + mark.size();
  auto text = heard_.substr(0, end);
  heard_.erase(0, end);
  return text;
}

std::string TestClient::hear_answer() {
  auto answer = hear_until("\r\n\r\n");
  const auto at = answer.find("Content-Length: ");
  const auto length = at == std::string::npos ? 0 : std::stoul(answer.substr(at + 16));
  while (heard_.size() < length)
    if (!hear_more()) throw std::runtime_error("closed in the body");
  answer += heard_.substr(0, length);
  heard_.erase(0, length);
  return answer;
}

std::string TestClient::hear_all() {
  while (hear_more()) {
  }
  return std::exchange(heard_, {});
}

bool TestClient::hears_something_within(std::chrono::milliseconds wait) {
  pollfd polled{socket_.native_handle(), POLLIN, 0};
  return poll(&polled, 1, static_cast<int>(wait.count())) != 0;
}

bool TestClient::was_reset() {
  while (hear_more()) {
  }
  return reset_ && heard_.empty();
}

}  // namespace lunchrush::web
