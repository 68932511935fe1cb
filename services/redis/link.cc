#include "services/redis/link.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lunchrush::redis {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}  // namespace

Link::Link(asio::io_context& context, Endpoint endpoint, LinkLimits limits, Handlers handlers)
    : endpoint_(std::move(endpoint)),
      limits_(limits),
      handlers_(std::move(handlers)),
      resolver_(context),
      connecting_(context),
      deadline_(context),
      pause_(context),
      backoff_(limits.pause_first, limits.pause_max) {}

void Link::start() {
  auto keep = [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->keep_connected(); };
  asio::co_spawn(resolver_.get_executor(), std::move(keep), asio::detached);
}

void Link::stop() {
  stopped_ = true;
  ready_ = false;
  resolver_.cancel();
  deadline_.cancel();
  pause_.cancel();
  boost::system::error_code ignored;
  connecting_.close(ignored);
  if (connection_) connection_->close();
}

std::size_t Link::send(Arguments arguments) { return connection_->send(arguments); }

void Link::replace() {
  if (connection_) connection_->close();
}

asio::awaitable<void> Link::keep_connected() {
  while (!stopped_) {
    const auto reason = co_await converse();
    connection_.reset();
    deadline_.cancel();
    if (stopped_) co_return;
    if (ready_ && std::chrono::steady_clock::now() - ready_since_ >= limits_.steady_after) backoff_.reset();
    ready_ = false;
    handlers_.lost(refusal_.empty() ? reason : "refused: " + refusal_);
    if (!stopped_) co_await pause();
  }
}

// One connection from its beginning to its end; answers why it ended.
asio::awaitable<std::string> Link::converse() {
  refusal_.clear();
  give_up_after_deadline();
  auto failure = co_await connect();
  if (!failure.empty() || stopped_) co_return failure;
  Connection::Handlers handlers{.reply = [this](const Reply& reply) { on_reply(reply); },
                                .leaving = [this](std::size_t bytes) { on_leaving(bytes); }};
  connection_ = std::make_shared<Connection>(std::move(connecting_), std::move(handlers));
  introduce();
  auto reason = co_await connection_->read_until_closed();
  co_return reason;
}

// Resolved by Asio's own thread each time: after a failover the same name may mean another machine.
asio::awaitable<std::string> Link::connect() {
  const auto port = std::to_string(endpoint_.port);
  const auto [unresolved, addresses] = co_await resolver_.async_resolve(endpoint_.host, port, as_result);
  if (unresolved) co_return endpoint_.host + ": " + unresolved.message();
  connecting_ = asio::ip::tcp::socket(resolver_.get_executor());
  const auto [unconnected, address] = co_await asio::async_connect(connecting_, addresses, as_result);
  if (unconnected) co_return endpoint_.host + ":" + port + ": " + unconnected.message();
  co_return std::string();
}

void Link::introduce() {
  const auto database = std::to_string(endpoint_.database);
  const auto say = [this](std::initializer_list<std::string_view> arguments) {
    ++introductions_;
    connection_->send({arguments.begin(), arguments.size()});
  };
  introductions_ = 0;
  if (!endpoint_.password.empty() && endpoint_.user.empty()) say({"AUTH", endpoint_.password});
  if (!endpoint_.password.empty() && !endpoint_.user.empty())
    say({"AUTH", endpoint_.user, endpoint_.password});
  if (endpoint_.database != 0) say({"SELECT", database});
  // Not PING: Redis refuses that one while it cannot save (MISCONF), although it still answers reads.
  say({"GET", "lunchrush:probe"});
}

void Link::on_reply(const Reply& reply) {
  if (introductions_ == 0) return handlers_.reply(reply);
  if (reply.kind == Reply::Kind::refused) {
    refusal_ = reply.text;
    return replace();
  }
  if (--introductions_ == 0) become_ready();
}

// The introduction is ours alone.
void Link::on_leaving(std::size_t bytes) {
  if (ready_ && handlers_.leaving) handlers_.leaving(bytes);
}

void Link::become_ready() {
  deadline_.cancel();
  ready_ = true;
  ready_since_ = std::chrono::steady_clock::now();
  handlers_.ready();
}

void Link::give_up_after_deadline() {
  deadline_.expires_after(limits_.connect_deadline);
  deadline_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (cancelled || !self || self->ready_) return;
    boost::system::error_code ignored;
    self->resolver_.cancel();
    self->connecting_.close(ignored);
    self->replace();
  });
}

asio::awaitable<void> Link::pause() {
  pause_.expires_after(backoff_.next());
  co_await pause_.async_wait(as_result);
}

}  // namespace lunchrush::redis
