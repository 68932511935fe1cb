// Which key an account signs with, as the journal remembers it.
#pragma once

#include <boost/json/object.hpp>

#include "services/simulator/accounts.h"

namespace lunchrush::simulator {

boost::json::object rotation_line(const WechatAccount& account);
// Lines about anything else, or about accounts and keys that are gone, change nothing.
void restore_rotation(Accounts& accounts, const boost::json::object& line);

}  // namespace lunchrush::simulator
