// What every call of the gateways' APIs works with, and the one way a scripted call is carried out.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "services/simulator/accounts.h"
#include "services/simulator/bank.h"
#include "services/simulator/bill_shelf.h"
#include "services/simulator/used_codes.h"
#include "services/simulator/waiting.h"

namespace lunchrush::simulator {

struct Desk {
  const Clock& clock;
  Accounts& accounts;
  Ledger& ledger;
  Bank& bank;
  Script& script;
  Waiting& waiting;
  BillShelf& bills;
  UsedCodes& used_codes;
  SimulatorMetrics& metrics;
  Schedule& schedule;
  std::string public_url;      // where this program is reached: bills' download addresses
  bool refund_spacing = true;  // refuse refunds that follow one another too soon
};

enum class Course { answered, scripted_error, cut };  // cut: reset the connection instead of answering

// Waits, lets a scripted user pay, does the work or not, waits again: as the disturbance says.
boost::asio::awaitable<Course> carry_out(Desk& desk, const Disturbance& disturbance, std::string account,
                                         std::string out_trade_no, const std::function<void()>& work);

Disturbance disturbance_for(Desk& desk, const Occasion& occasion);

}  // namespace lunchrush::simulator
