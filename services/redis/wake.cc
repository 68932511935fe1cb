#include "services/redis/wake.h"

#include <charconv>
#include <optional>

namespace lunchrush::redis {
namespace {

constexpr std::string_view channel_prefix = "lunchrush:wake:";
// No store's number. A release that does not know it takes it for none.
const std::string key_channel = std::string(channel_prefix) + "key";
const std::string every_channel = std::string(channel_prefix) + "*";

std::string_view text(WakeTopic topic) {
  switch (topic) {
    case WakeTopic::events: return "events";
    case WakeTopic::menu: return "menu";
  }
  std::abort();  // -Werror=switch keeps this unreachable
}

std::optional<WakeTopic> topic_of(std::string_view message) {
  if (message == text(WakeTopic::events)) return WakeTopic::events;
  if (message == text(WakeTopic::menu)) return WakeTopic::menu;
  return std::nullopt;  // a newer replica's; not for us
}

std::optional<domain::StoreId> store_of(std::string_view channel) {
  if (!channel.starts_with(channel_prefix)) return std::nullopt;
  const auto digits = channel.substr(channel_prefix.size());
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return domain::StoreId{number};
}

}  // namespace

void WakeSender::wake(domain::StoreId store, WakeTopic topic) {
  client_.publish_soon(std::string(channel_prefix) + std::to_string(domain::number(store)),
                       std::string(text(topic)));
}

void WakeSender::key_revoked(std::string key_id) { client_.publish_soon(key_channel, std::move(key_id)); }

WakeListener::WakeListener(Subscriber& subscriber, OnWake on_wake, OnKeyRevoked on_key_revoked,
                           OnCatchUp on_catch_up)
    : subscriber_(subscriber) {
  auto on_message = [on_wake = std::move(on_wake), on_key_revoked = std::move(on_key_revoked)](
                        std::string_view channel, std::string_view message) {
    if (channel == key_channel) return on_key_revoked(message);
    const auto store = store_of(channel);
    const auto topic = topic_of(message);
    if (store && topic) on_wake(*store, *topic);
  };
  subscriber_.subscribe(every_channel, std::move(on_message), std::move(on_catch_up));
}

WakeListener::~WakeListener() { subscriber_.unsubscribe(every_channel); }

}  // namespace lunchrush::redis
