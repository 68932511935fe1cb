// Money on its way back: sent, asked about, sent again under the same number, until its gateway says how it
// ended.
#pragma once

#include "services/accounts/account_book.h"
#include "services/callbacks/config.h"
#include "services/callbacks/crew.h"
#include "services/callbacks/loop.h"
#include "services/callbacks/metrics.h"
#include "services/callbacks/take.h"
#include "services/gateways/registry.h"
#include "services/postgres/pool.h"
#include "services/postgres/work.h"

namespace lunchrush::callbacks {

// Whether "no such refund" is the truth by now, and not merely too early: then the same number is sent again.
bool never_arrived(const postgres::DueRefund& due, const domain::RefundEvidence& evidence,
                   const RefundLimits& limits, domain::Instant now);
// What a submission that failed proves about the refund; nullopt: nothing, it is tried again later.
std::optional<domain::RefundFinding> finding_of(gateways::CallClass failure);

class Refunds {
 public:
  Refunds(asio::any_io_executor executor, postgres::Pool& pool, const gateways::Registry& registry,
          const accounts::AccountBook& book, const Config& config, CallbacksMetrics& metrics);

  asio::awaitable<void> run(std::stop_token stop);  // returns when the last call's outcome is stored
  asio::awaitable<domain::Result<Progress>>
  run_once();  // claims what is due and waits until all of it is done

 private:
  struct Answered {
    domain::RefundCall call;
    gateways::Answer<domain::RefundEvidence> answer;
  };

  asio::awaitable<domain::Result<Progress>> start_due();
  asio::awaitable<void> advance(postgres::DueRefund due);
  asio::awaitable<Answered> call(postgres::DueRefund due, std::shared_ptr<gateways::Gateway> gateway);
  asio::awaitable<Answered> submit(postgres::DueRefund due, std::shared_ptr<gateways::Gateway> gateway);
  asio::awaitable<void> store(domain::OrderId order, RefundStatement said);
  asio::awaitable<void> store_silence(domain::OrderId order, domain::RefundId refund, Silence silence);

  postgres::Pool& pool_;
  const gateways::Registry& registry_;
  const accounts::AccountBook& book_;
  RefundLimits limits_;
  Schedules schedules_;
  CallbacksMetrics& metrics_;
  Loop loop_;
  Crew crew_;
  bool more_ = false;  // the last claim took all it could: there may be more as soon as there is space
};

}  // namespace lunchrush::callbacks
