#include "services/simulator/delivery_log.h"

#include "services/simulator/beijing.h"

namespace lunchrush::simulator {

const Delivery& DeliveryLog::add(Delivery delivery) {
  delivery.seq = ++last_seq_;
  if (deliveries_.size() >= deliveries_max) deliveries_.pop_front();
  return deliveries_.emplace_back(std::move(delivery));
}

boost::json::object to_json(const Delivery& delivery) {
  return {{"seq", delivery.seq},
          {"at", to_rfc3339(delivery.at)},
          {"id", delivery.event_id},
          {"kind", name_of(delivery.kind)},
          {"account", delivery.account},
          {"out_trade_no", delivery.out_trade_no},
          {"out_refund_no", delivery.out_refund_no},
          {"attempt", delivery.attempt},
          {"variant", delivery.variant},
          {"status", delivery.status},
          {"outcome", delivery.outcome},
          {"latency_ms", delivery.latency_ms}};
}

}  // namespace lunchrush::simulator
