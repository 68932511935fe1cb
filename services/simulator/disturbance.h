// What the script's rules, taken together, do to one call.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "services/simulator/script.h"
#include "services/simulator/tamper.h"
#include "services/simulator/trade.h"

namespace lunchrush::simulator {

enum class Cut { none, reset_before, reset_after, hang_before, hang_after };
enum class Garbling { none, garbage, huge, truncated };

struct ScriptedError {
  unsigned status = 500;
  std::string code, sub_code, message;
  bool effect = false;  // the operation was carried out before the error was told
};

struct Userpaying {
  int queries = 0;
  bool succeeds = true;
};

struct RefundScript {
  RefundState outcome = RefundState::success;
  bool funds_short = false;
  bool for_ever = false;                           // stays under way
  std::optional<std::chrono::milliseconds> after;  // real time; unset: the usual delay
};

struct BillScript {
  bool missing_row = false, extra_row = false, changed_amount = false, wrong_hash = false;
};

struct Disturbance {
  std::chrono::milliseconds delay{0};         // before anything happens
  std::chrono::milliseconds answer_delay{0};  // after it happened
  std::chrono::milliseconds hang{0};
  Cut cut = Cut::none;
  std::optional<ScriptedError> error;
  Garbling garbling = Garbling::none;
  std::size_t huge_bytes = 0;
  Spoiling spoiling;
  bool pay_before = false;
  std::optional<std::chrono::milliseconds> pay_after;
  std::optional<Userpaying> userpaying;
  std::optional<RefundScript> refund;
  BillScript bill;

  // The operation is not carried out at all.
  bool has_no_effect() const {
    return cut == Cut::reset_before || cut == Cut::hang_before || (error && !error->effect);
  }
};

Disturbance disturb(const std::vector<Rule>& rules);
Tamper tamper_of(Action action);  // none for actions that are not about signatures

}  // namespace lunchrush::simulator
