// When a gateway is asked about something it has not told us: by what it is about.
#pragma once

#include "services/domain/settlement.h"
#include "services/domain/vocabulary.h"

namespace lunchrush::callbacks {

struct Schedules {
  domain::QuerySchedule payment;  // notified as a rule: asking is for when that fails
  domain::QuerySchedule code{.first = std::chrono::milliseconds{5'000},
                             .most = std::chrono::milliseconds{5'000}};
  domain::QuerySchedule refund;

  // A guest who holds up a phone waits at the counter, and WeChat Pay never notifies of code payments.
  const domain::QuerySchedule& of(domain::PaymentMethod method) const {
    return domain::scanned_by_us(method) ? code : payment;
  }
};

}  // namespace lunchrush::callbacks
