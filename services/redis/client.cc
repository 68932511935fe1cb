#include "services/redis/client.h"

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "services/redis/pipeline.h"
#include "services/telemetry/log.h"

namespace lunchrush::redis {
namespace {

using Clock = std::chrono::steady_clock;

// Posted, not called: the waiter must not run inside the loop that hands out replies.
template <class Handler>
class PostingWaiter final : public Waiter {
 public:
  PostingWaiter(Handler handler, const asio::any_io_executor& fallback)
      : work_(asio::get_associated_executor(handler, fallback)), handler_(std::move(handler)) {}
  void answer(std::optional<std::string> value) override {
    auto call = [handler = std::move(handler_), value = std::move(value)]() mutable {
      std::move(handler)(std::move(value));
    };
    asio::post(work_.get_executor(), std::move(call));
  }

 private:
  asio::executor_work_guard<asio::associated_executor_t<Handler, asio::any_io_executor>> work_;
  Handler handler_;
};

}  // namespace

class Client::State : public std::enable_shared_from_this<Client::State> {
 public:
  State(asio::io_context& context, Endpoint endpoint, RedisMetrics& metrics, ClientLimits limits)
      : context_(context), limits_(limits), metrics_(metrics), pipeline_(metrics), deadline_(context) {
    Link::Handlers handlers{
        .ready = [this] { became_ready(); },
        .reply = [this](const Reply& reply) { on_reply(reply); },
        .lost = [this](const std::string& reason) { became_lost(reason); },
        .leaving = [this](std::size_t count) { on_leaving(count); },
    };
    link_ = std::make_shared<Link>(context, std::move(endpoint), limits.link, std::move(handlers));
  }

  void start() { link_->start(); }
  void stop() {
    healthy_ = false;
    link_->stop();
    deadline_.cancel();
    pipeline_.abandon(Outcome::lost);
    metrics_.connected.Set(0);
  }
  bool healthy() const { return healthy_; }
  Clock::duration delay() const { return pipeline_.delay(); }

  bool may_send(Command command, std::size_t bytes);
  void send(Command command, Arguments arguments, std::unique_ptr<Waiter> waiter = nullptr);
  template <class Write>
  void on_our_thread(Command command, Write write);

  asio::any_io_executor executor() const { return context_.get_executor(); }
  const ClientLimits& limits() const { return limits_; }

 private:
  void became_ready();
  void became_lost(const std::string& reason);
  void on_reply(const Reply& reply);
  void on_leaving(std::size_t bytes);
  bool oldest_is_late() const;
  void watch_oldest();
  void judge_oldest();
  void replace(Outcome oldest);

  asio::io_context& context_;
  ClientLimits limits_;
  RedisMetrics& metrics_;
  Pipeline pipeline_;
  asio::steady_timer deadline_;
  std::shared_ptr<Link> link_;
  bool watching_ = false;
  bool away_is_known_ = false;  // logged once per outage, not once per attempt
  std::size_t refusals_in_row_ = 0;
  std::atomic<std::size_t> handed_over_ = 0;
  std::atomic<bool> healthy_ = false;
};

bool Client::State::may_send(Command command, std::size_t bytes) {
  const auto refuse = [&](Outcome outcome) {
    metrics_.count(command, outcome);
    return false;
  };
  if (!healthy_) return refuse(Outcome::away);
  if (bytes > limits_.value_bytes_max) return refuse(Outcome::over_limit);
  if (pipeline_.size() >= limits_.commands_in_flight_max) return refuse(Outcome::over_limit);
  if (pipeline_.bytes() + bytes > limits_.bytes_in_flight_max) return refuse(Outcome::over_limit);
  return true;
}

void Client::State::send(Command command, Arguments arguments, std::unique_ptr<Waiter> waiter) {
  const auto bytes = link_->send(arguments);
  pipeline_.add(command, bytes, Clock::now(), std::move(waiter));
}

// Writes come from lanes and relays as well; what they hand over is bounded like everything else.
template <class Write>
void Client::State::on_our_thread(Command command, Write write) {
  if (context_.get_executor().running_in_this_thread()) return write(*this);
  if (handed_over_.fetch_add(1) >= limits_.writes_handed_over_max) {
    --handed_over_;
    return metrics_.count(command, Outcome::over_limit);
  }
  asio::post(context_, [weak = weak_from_this(), write = std::move(write)]() mutable {
    const auto self = weak.lock();
    if (!self) return;
    --self->handed_over_;
    write(*self);
  });
}

void Client::State::became_ready() {
  healthy_ = true;
  refusals_in_row_ = 0;
  metrics_.connected.Set(1);
  metrics_.connections_total.Increment();
  if (away_is_known_) telemetry::log(telemetry::Level::info, "redis is back");
  away_is_known_ = false;
}

void Client::State::became_lost(const std::string& reason) {
  healthy_ = false;
  metrics_.connected.Set(0);
  pipeline_.abandon(Outcome::lost);
  if (away_is_known_) return;
  away_is_known_ = true;
  telemetry::log(telemetry::Level::warn, "redis is away: going on without it",
                 {{"reason", std::string_view(reason)}});
}

void Client::State::on_reply(const Reply& reply) {
  // Redis answers what it was asked and nothing else. If it does not, no later reply can be trusted to be the
  // right one.
  if (!pipeline_.oldest_left()) return replace(Outcome::lost);
  if (pipeline_.settle(reply, Clock::now())) {
    refusals_in_row_ = 0;
    return;
  }
  if (++refusals_in_row_ >= limits_.refusals_in_row_max) replace(Outcome::lost);
}

void Client::State::on_leaving(std::size_t bytes) {
  pipeline_.left(bytes, Clock::now());
  watch_oldest();
}

// One timer for all: the oldest command is the first to be late.
void Client::State::watch_oldest() {
  const auto left = pipeline_.oldest_left();
  if (watching_ || !left) return;
  watching_ = true;
  deadline_.expires_at(*left + limits_.command_deadline);
  deadline_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (!self) return;
    self->watching_ = false;
    if (!cancelled) self->judge_oldest();
  });
}

bool Client::State::oldest_is_late() const {
  const auto left = pipeline_.oldest_left();
  return left && Clock::now() - *left >= limits_.command_deadline;
}

// At full load a turn of our own thread takes longer than the deadline. That is not Redis's lateness: a
// command's time begins when its last byte has left, and what has come is read before anybody is called late.
void Client::State::judge_oldest() {
  if (oldest_is_late()) link_->catch_up();
  oldest_is_late() ? replace(Outcome::late) : watch_oldest();
}

// A reply that comes after its deadline would be read as the answer to somebody else's question: never on
// this connection again.
void Client::State::replace(Outcome oldest) {
  healthy_ = false;
  pipeline_.abandon(oldest);
  link_->replace();
}

Client::Client(asio::io_context& context, Endpoint endpoint, RedisMetrics& metrics, ClientLimits limits)
    : state_(std::make_shared<State>(context, std::move(endpoint), metrics, limits)) {}

Client::~Client() { state_->stop(); }

void Client::start() { state_->start(); }

bool Client::healthy() const { return state_->healthy(); }

std::chrono::steady_clock::duration Client::delay() const { return state_->delay(); }

asio::awaitable<std::optional<std::string>> Client::get(std::string key) {
  const auto state = state_;
  if (!state->may_send(Command::get, key.size())) co_return std::nullopt;
  auto ask = [&](auto handler) {
    const std::array<std::string_view, 2> arguments{"GET", key};
    using Waiting = PostingWaiter<decltype(handler)>;
    auto waiter = std::make_unique<Waiting>(std::move(handler), state->executor());
    state->send(Command::get, arguments, std::move(waiter));
  };
  auto value =
      co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::optional<std::string>)>(
          ask, asio::use_awaitable);
  co_return value;
}

void Client::set_soon(std::string key, std::string value, std::chrono::seconds ttl) {
  state_->on_our_thread(Command::set, [key = std::move(key), value = std::move(value), ttl](State& state) {
    const auto bytes = key.size() + value.size();
    if (!state.may_send(Command::set, bytes)) return;
    const auto seconds = std::to_string(ttl.count());
    const std::array<std::string_view, 5> arguments{"SET", key, value, "EX", seconds};
    state.send(Command::set, arguments);
  });
}

void Client::publish_soon(std::string channel, std::string message) {
  state_->on_our_thread(Command::publish,
                        [channel = std::move(channel), message = std::move(message)](State& state) {
                          const auto bytes = channel.size() + message.size();
                          if (!state.may_send(Command::publish, bytes)) return;
                          const std::array<std::string_view, 3> arguments{"PUBLISH", channel, message};
                          state.send(Command::publish, arguments);
                        });
}

}  // namespace lunchrush::redis
