// One thing the gateway has to tell the merchant, until it is acknowledged or given up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/domain/time.h"

namespace lunchrush::simulator {

enum class EventKind {
  payment,
  refund,
  finished,  // Alipay: TRADE_FINISHED, months later
  closed,    // Alipay: TRADE_CLOSED of a trade nobody paid
};

struct Event {
  std::string id;  // the same on every delivery: the merchant's first-level dedupe key
  EventKind kind{};
  std::string_view account;
  std::string out_trade_no;
  std::string out_refund_no;  // refunds only
  std::string url;
  domain::Instant created_at{};
  std::size_t attempts = 0;
};

std::string_view name_of(EventKind kind);
bool event_kind_named(std::string_view name, EventKind& kind);

}  // namespace lunchrush::simulator
