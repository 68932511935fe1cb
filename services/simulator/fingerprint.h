// Whether two requests mean the same: a digest over their JSON with the members in order.
#pragma once

#include <boost/json/value.hpp>

#include "services/simulator/trade.h"

namespace lunchrush::simulator {

Fingerprint fingerprint_of(std::string_view product, const boost::json::value& request);

}  // namespace lunchrush::simulator
