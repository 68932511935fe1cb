// What the script's rules, taken together, do to one event on its way to the merchant.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "services/simulator/letter.h"
#include "services/simulator/script.h"

namespace lunchrush::simulator {

struct DeliveryPlan {
  std::chrono::milliseconds late{0};
  std::int64_t extra_copies = 0;           // beside the one whose answer counts
  std::chrono::milliseconds within{1000};  // all copies
  std::optional<std::chrono::milliseconds>
      held_until;  // reordered: until the next one of the account, at most this long
  bool lost = false;
  std::size_t attempts_lost = 0;  // 0 with `lost`: all
  Variation first;                // of the first attempt only: retries are genuine
  Variation always;               // wrong content stays wrong
};

DeliveryPlan plan_delivery(const std::vector<Rule>& rules);

}  // namespace lunchrush::simulator
