// A batch of new orders as the parameters of insert_orders.sql and insert_tickets.sql: one array per column.
#pragma once

#include <pqxx/pqxx>
#include <span>
#include <vector>

#include "services/postgres/orders.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

// How many were inserted: fewer than given when a menu changed. Throws what libpqxx throws, a
// unique_violation among it.
std::size_t insert_orders(Session& session, pqxx::transaction_base& transaction,
                          std::span<const NewOrder* const> orders);
// The tickets of those that were accepted at once (postpay).
void insert_tickets(Session& session, pqxx::transaction_base& transaction,
                    std::span<const NewOrder* const> orders);

// What a digest or fingerprint is stored as: its first 128 bits. Throws std::runtime_error for what is no
// SHA-256.
domain::Uuid digest_uuid(std::string_view sha256);

}  // namespace lunchrush::postgres
