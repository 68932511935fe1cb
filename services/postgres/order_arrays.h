// A batch of new orders as the parameters of insert_orders.sql and insert_tickets.sql: one array per column.
#pragma once

#include <pqxx/pqxx>
#include <span>
#include <vector>

#include "services/postgres/orders.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

// What becomes of an order whose key or number is taken.
enum class WhenTaken {
  fail,       // the statement throws pqxx::unique_violation and nothing is inserted: cheapest for many
  pass_over,  // the others are inserted
};

// How many were inserted: fewer than given when a menu changed, or when one was passed over. Throws what
// libpqxx throws.
std::size_t insert_orders(Session& session, pqxx::transaction_base& transaction,
                          std::span<const NewOrder* const> orders, WhenTaken when_taken);
// The tickets of those that were accepted at once (postpay).
void insert_tickets(Session& session, pqxx::transaction_base& transaction,
                    std::span<const NewOrder* const> orders);

// What a digest or fingerprint is stored as: its first 128 bits. Throws std::runtime_error for what is no
// SHA-256.
domain::Uuid digest_uuid(std::string_view sha256);

}  // namespace lunchrush::postgres
