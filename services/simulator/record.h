// Trades and events as JSON: the journal's lines, and what /sim/trades shows.
#pragma once

#include <boost/json/object.hpp>

#include "services/simulator/event.h"
#include "services/simulator/trade.h"
#include "services/simulator/words.h"

namespace lunchrush::simulator {

boost::json::object to_json(const Trade& trade);
boost::json::object to_json(const Refund& refund);
boost::json::object to_json(const Event& event);

// Only what to_json wrote: anything else throws std::runtime_error.
Trade trade_from_json(const boost::json::object& json, Words& words);
Event event_from_json(const boost::json::object& json, Words& words);

std::int64_t to_micros(domain::Instant at);
domain::Instant from_micros(std::int64_t micros);

}  // namespace lunchrush::simulator
