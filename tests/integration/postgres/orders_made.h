// Orders to place and to change, and many sessions at once.
#pragma once

#include <barrier>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "services/domain/evidence.h"
#include "services/domain/family.h"
#include "services/postgres/families.h"
#include "services/postgres/orders.h"
#include "tests/integration/postgres/test_database.h"

namespace lunchrush::postgres::testing {

domain::Instant now();  // whole microseconds, as PostgreSQL keeps them
domain::Moment moment();
std::string digest_of(const std::string& text);  // 32 bytes

struct Wanted {
  std::string key;
  domain::StoreId at = store;
  domain::PaymentTiming timing = domain::PaymentTiming::prepay;
  std::string client_order_no{};
  std::string note{};
  std::int64_t menu_version = 1;
};
// A new order as ingest would decide it: 2200 fen, stations wok and drinks. Each call makes new ids.
NewOrder order_for(const Wanted& wanted);

struct Outcome : PlacedOrder {
  bool replayed = false;
};
Outcome place(Session& session, const Wanted& wanted);  // throws unless it is placed
// Beside no other batches: wary of rivals only where it meets them.
std::vector<domain::Result<Outcome>> place_orders(Session& session, std::span<const NewOrder> batch);
domain::PaymentId start_payment(Session& session, domain::OrderId order);  // open at its gateway: submitted
domain::PaymentEvidence paid(domain::PaymentId payment, domain::Money amount = domain::Money{2200});
void settle(Session& session, domain::OrderId order, const domain::PaymentEvidence& evidence);
domain::Family family_of(domain::OrderId order);  // as committed, tickets included

// Runs `work(index)` in that many threads, begun at one moment; rethrows what the first of them threw.
void at_once(std::size_t threads, const std::function<void(std::size_t)>& work);

// Whether it becomes true before a generous limit.
bool eventually(const std::function<bool()>& condition);

}  // namespace lunchrush::postgres::testing
