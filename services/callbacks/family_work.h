// What a worker learned at a gateway, written to the family it is about: one transaction on the pool.
#pragma once

#include "services/callbacks/take.h"
#include "services/gateways/gateway.h"
#include "services/postgres/families.h"
#include "services/postgres/pool.h"

namespace lunchrush::callbacks {

namespace asio = boost::asio;

// Of one transaction, its wait for a session included.
inline constexpr std::chrono::seconds database_deadline{10};

// Errors: not_found, overloaded, unavailable, outcome_unknown, internal. The work's lease then ends by itself
// and somebody asks again: nothing is lost but time.
template <class Statement>
asio::awaitable<domain::Result<Taken>> take_in(postgres::Pool& pool, domain::OrderId order,
                                               domain::Cause cause, Statement said, Schedules schedules) {
  auto work = [order, cause, said = std::move(said),
               schedules](postgres::Session& session) -> domain::Result<Taken> {
    auto taken = Taken::unknown_number;
    const auto decide = [&](domain::Family& family) -> domain::Result<void> {
      taken = take(family, said, schedules, moment_now());
      return {};
    };
    auto changed =
        postgres::change_family(session, order, {.cause = cause, .id = {}, .trace_id = {}}, decide);
    if (!changed) return changed.error();
    return taken;
  };
  const auto deadline = postgres::Pool::Clock::now() + database_deadline;
  auto taken = co_await pool.run(std::move(work), deadline);
  co_return taken;
}

// Nothing was learned about this payment or refund. Errors: as above.
template <class Id>
asio::awaitable<domain::Result<void>> put_off(postgres::Pool& pool, domain::OrderId order,
                                              domain::Cause cause, Id id, Silence silence,
                                              Schedules schedules) {
  auto work = [order, cause, id, silence, schedules](postgres::Session& session) {
    const auto decide = [&](domain::Family& family) -> domain::Result<void> {
      if (auto* found = family.find(id)) postpone(*found, silence, schedules, moment_now().now);
      return {};
    };
    return postgres::change_family(session, order, {.cause = cause, .id = {}, .trace_id = {}}, decide);
  };
  const auto deadline = postgres::Pool::Clock::now() + database_deadline;
  auto stored = co_await pool.run(std::move(work), deadline);
  co_return stored;
}

// Says in the log what could not be stored. Nothing is lost but time: the lease ends and somebody asks again,
// with the same number.
void log_lost(std::string_view what, domain::OrderId order, const domain::Error& error);

// A gateway that was not reached has not been asked.
inline Silence silence_of(const gateways::CallFailure& failure) {
  return failure.call_class == gateways::CallClass::not_executed ? Silence::not_heard : Silence::heard;
}

}  // namespace lunchrush::callbacks
