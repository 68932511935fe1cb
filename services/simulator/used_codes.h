// Payment codes shown on a phone work once and change every minute.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "services/domain/time.h"

namespace lunchrush::simulator {

class UsedCodes {
 public:
  // Whether this trade may use the code: nobody else did within the last minute.
  bool use(std::string_view auth_code, std::string_view out_trade_no, domain::Instant now) {
    while (!order_.empty() && order_.front().first + std::chrono::minutes{1} <= now) {
      used_.erase(order_.front().second);
      order_.pop_front();
    }
    const auto [place, fresh] = used_.try_emplace(std::string(auth_code), out_trade_no);
    if (fresh) order_.emplace_back(now, place->first);
    return place->second == out_trade_no;
  }

 private:
  std::unordered_map<std::string, std::string> used_;
  std::deque<std::pair<domain::Instant, std::string>> order_;
};

}  // namespace lunchrush::simulator
