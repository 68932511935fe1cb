#include "services/redis/subscriber.h"

#include <boost/asio/steady_timer.hpp>
#include <map>

#include "services/telemetry/log.h"

namespace lunchrush::redis {

class Subscriber::State : public std::enable_shared_from_this<Subscriber::State> {
 public:
  State(asio::io_context& context, Endpoint endpoint, RedisMetrics& metrics, SubscriberLimits limits)
      : limits_(limits), metrics_(metrics), heartbeat_(context) {
    Link::Handlers handlers{
        .ready = [this] { subscribe_to_all(); },
        .reply = [this](const Reply& reply) { on_reply(reply); },
        .lost = [this](const std::string& reason) { became_lost(reason); },
    };
    link_ = std::make_shared<Link>(context, std::move(endpoint), limits.link, std::move(handlers));
  }

  void start() { link_->start(); }
  void stop() {
    link_->stop();
    heartbeat_.cancel();
  }
  bool healthy() const { return link_->ready(); }
  bool subscribe(std::string pattern, OnMessage on_message, OnCatchUp on_catch_up);
  void unsubscribe(const std::string& pattern);

 private:
  struct Listener {
    OnMessage on_message;
    OnCatchUp on_catch_up;
  };

  void subscribe_to_all();
  void became_lost(const std::string& reason);
  void on_reply(const Reply& reply);
  void say(std::string_view command, std::string_view pattern);
  void listen_for_heartbeat(std::chrono::milliseconds wait, void (State::*next)());
  void ask_for_heartbeat();
  void miss_heartbeat();
  // By value: a callback may unsubscribe itself while it runs.
  std::shared_ptr<Listener> listener(std::string_view pattern) const;

  SubscriberLimits limits_;
  RedisMetrics& metrics_;
  asio::steady_timer heartbeat_;
  std::shared_ptr<Link> link_;
  std::map<std::string, std::shared_ptr<Listener>, std::less<>> listeners_;
  bool away_is_known_ = false;
};

bool Subscriber::State::subscribe(std::string pattern, OnMessage on_message, OnCatchUp on_catch_up) {
  if (listeners_.size() >= limits_.patterns_max && !listeners_.contains(pattern)) return false;
  if (link_->ready()) say("PSUBSCRIBE", pattern);
  listeners_.insert_or_assign(std::move(pattern), std::make_shared<Listener>(Listener{
                                                      std::move(on_message), std::move(on_catch_up)}));
  return true;
}

void Subscriber::State::unsubscribe(const std::string& pattern) {
  if (listeners_.erase(pattern) == 0) return;
  if (link_->ready()) say("PUNSUBSCRIBE", pattern);
}

void Subscriber::State::subscribe_to_all() {
  if (away_is_known_) telemetry::log(telemetry::Level::info, "redis subscriptions are back");
  away_is_known_ = false;
  for (const auto& [pattern, unused] : listeners_) say("PSUBSCRIBE", pattern);
  listen_for_heartbeat(limits_.heartbeat, &State::ask_for_heartbeat);
}

void Subscriber::State::became_lost(const std::string& reason) {
  heartbeat_.cancel();
  if (away_is_known_) return;
  away_is_known_ = true;
  telemetry::log(telemetry::Level::warn, "redis subscriptions are away: readers poll",
                 {{"reason", std::string_view(reason)}});
}

void Subscriber::State::on_reply(const Reply& reply) {
  if (reply.kind == Reply::Kind::refused) {
    metrics_.count_refusal(reply.text);
    return link_->replace();
  }
  const auto& [kind, pattern, channel, message] = reply.elements;
  // Anything that arrives proves that the connection lives.
  listen_for_heartbeat(limits_.heartbeat, &State::ask_for_heartbeat);
  const auto known = listener(pattern);
  if (!known) return;
  if (kind == "pmessage") return known->on_message(channel, message);
  if (kind != "psubscribe") return;
  metrics_.subscriptions_total.Increment();
  known->on_catch_up();
}

void Subscriber::State::say(std::string_view command, std::string_view pattern) {
  const std::array<std::string_view, 2> arguments{command, pattern};
  link_->send(arguments);
}

void Subscriber::State::listen_for_heartbeat(std::chrono::milliseconds wait, void (State::*next)()) {
  heartbeat_.expires_after(wait);
  heartbeat_.async_wait([weak = weak_from_this(), next](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (!cancelled && self && self->link_->ready()) (self.get()->*next)();
  });
}

void Subscriber::State::ask_for_heartbeat() {
  const std::array<std::string_view, 1> ping{"PING"};
  link_->send(ping);
  listen_for_heartbeat(limits_.heartbeat_deadline, &State::miss_heartbeat);
}

void Subscriber::State::miss_heartbeat() { link_->replace(); }

std::shared_ptr<Subscriber::State::Listener> Subscriber::State::listener(std::string_view pattern) const {
  const auto found = listeners_.find(pattern);
  return found == listeners_.end() ? nullptr : found->second;
}

Subscriber::Subscriber(asio::io_context& context, Endpoint endpoint, RedisMetrics& metrics,
                       SubscriberLimits limits)
    : state_(std::make_shared<State>(context, std::move(endpoint), metrics, limits)) {}

Subscriber::~Subscriber() { state_->stop(); }

void Subscriber::start() { state_->start(); }

bool Subscriber::subscribe(std::string pattern, OnMessage on_message, OnCatchUp on_catch_up) {
  return state_->subscribe(std::move(pattern), std::move(on_message), std::move(on_catch_up));
}

void Subscriber::unsubscribe(const std::string& pattern) { state_->unsubscribe(pattern); }

bool Subscriber::healthy() const { return state_->healthy(); }

}  // namespace lunchrush::redis
