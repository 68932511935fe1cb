// Silence is not an answer: payments not heard of are asked about, those no longer wanted are closed, at
// their gateways.
#pragma once

#include "services/callbacks/config.h"
#include "services/callbacks/crew.h"
#include "services/callbacks/loop.h"
#include "services/callbacks/metrics.h"
#include "services/callbacks/take.h"
#include "services/gateways/registry.h"
#include "services/postgres/pool.h"
#include "services/postgres/work.h"

namespace lunchrush::callbacks {

enum class PaymentCall { query, close };
// What to ask the gateway about an open payment: to close it when we want no more of it, or when it is a
// scanned code that has had its time.
PaymentCall next_call(const domain::Payment& payment, const PollLimits& limits, domain::Instant now);
// What a close's answer proves. A gateway that knows no such number, long after anybody could have created it
// there, will never take money for it.
domain::PaymentEvidence proven_by_close(domain::PaymentEvidence evidence, const domain::Payment& payment,
                                        const PollLimits& limits, domain::Instant now);

gateways::Method gateway_method(domain::PaymentMethod method);  // not for cash

class Poll {
 public:
  Poll(asio::any_io_executor executor, postgres::Pool& pool, const gateways::Registry& registry,
       const Config& config, CallbacksMetrics& metrics);

  asio::awaitable<void> run(std::stop_token stop);  // returns when the last call's outcome is stored
  asio::awaitable<domain::Result<Progress>>
  run_once();  // claims what is due and waits until all of it is done

 private:
  asio::awaitable<domain::Result<Progress>> start_due();
  asio::awaitable<void> ask(postgres::DuePayment due);
  asio::awaitable<void> store(domain::OrderId order, PaymentStatement said);
  asio::awaitable<void> store_silence(domain::OrderId order, domain::PaymentId payment, Silence silence);

  postgres::Pool& pool_;
  const gateways::Registry& registry_;
  PollLimits limits_;
  Schedules schedules_;
  CallbacksMetrics& metrics_;
  Loop loop_;
  Crew crew_;
  bool more_ = false;  // the last claim took all it could: there may be more as soon as there is space
};

}  // namespace lunchrush::callbacks
