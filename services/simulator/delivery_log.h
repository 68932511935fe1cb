// The latest deliveries of notifications, for people and tests. Bounded; the metrics count them all.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <string>

#include "services/simulator/event.h"

namespace lunchrush::simulator {

struct Delivery {
  std::uint64_t seq = 0;  // given by the log
  domain::Instant at{};
  std::string event_id;
  EventKind kind{};
  std::string_view account;
  std::string out_trade_no, out_refund_no;
  std::size_t attempt = 1;
  std::string variant;  // "genuine", or what was spoilt
  unsigned status = 0;
  std::string outcome;  // acknowledged, refused, timeout, unreachable, reset, bad_url, lost
  std::int64_t latency_ms = 0;
};

class DeliveryLog {
 public:
  static constexpr std::size_t deliveries_max = 20'000;

  const Delivery& add(Delivery delivery);
  const std::deque<Delivery>& latest() const { return deliveries_; }

 private:
  std::deque<Delivery> deliveries_;
  std::uint64_t last_seq_ = 0;
};

boost::json::object to_json(const Delivery& delivery);

}  // namespace lunchrush::simulator
