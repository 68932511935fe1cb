// Names to addresses, within a deadline. The system's resolver blocks and cannot be interrupted, so it runs
// on Asio's own look-up thread and is left behind when time is up.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "services/gateways/gateway.h"

namespace lunchrush::gateways {

struct Found {
  std::vector<asio::ip::tcp::endpoint> endpoints;
  std::string refusal;  // why there are none
};

// On the caller's executor, which must be a strand or run by one thread.
asio::awaitable<Found> look_up(std::string host, std::string port, Deadline until);

}  // namespace lunchrush::gateways
