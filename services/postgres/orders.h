// Placing orders: many in one transaction, each exactly once per idempotency digest.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "services/domain/family.h"
#include "services/domain/result.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

// An order as it was when it was placed: status awaiting_payment, or accepted for postpay.
struct PlacedOrder {
  domain::Order order;
  domain::Intent intent;
};

struct NewOrder : PlacedOrder {
  std::vector<domain::Ticket> tickets;  // postpay only
  domain::MerchantId merchant{};
  std::int64_t menu_version = 0;   // what it was priced with
  std::string idempotency_digest;  // 32 bytes
  std::string fingerprint;         // 32 bytes
  std::string request_id;
  std::string trace_id;
  bool replay_only = false;  // nothing is placed: answers what the key placed before, or menu_changed
};

// By pointer: it waits in a queue, rides a batch and comes back as its answer, and is not moved meanwhile.
using NewOrderPointer = std::shared_ptr<NewOrder>;

// What a key has placed.
struct Placed {
  std::shared_ptr<const PlacedOrder> what;
  bool replayed = false;  // this key had placed it before
  std::string json;       // what its client is told, once somebody has written that
};

// Shared by the lanes that place orders: for so many batches more, keys are looked for before they are
// inserted.
struct Wariness {
  std::atomic<int> batches_left{0};
};

// One transaction for the whole batch; one answer per order, in order. A replay rides the same WAL-writing
// commit. Errors per order: idempotency_key_reused, client_order_no_taken, menu_changed (priced with an old
// version: price anew), unavailable, outcome_unknown, internal. A row that PostgreSQL refuses is bisected out
// of its batch.
std::vector<domain::Result<Placed>> place_orders(Session& session, std::span<const NewOrderPointer> batch,
                                                 Wariness& wariness);

}  // namespace lunchrush::postgres
