// A database of this test program's own in the server that LUNCHRUSH_TEST_POSTGRES_URL names (./dev test
// starts one): made by the migrations as they are deployed, gone when the program ends.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/domain/ids.h"
#include "services/postgres/migrations.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres::testing {

inline constexpr domain::MerchantId merchant{1};
inline constexpr domain::StoreId store{1001};
inline constexpr domain::StoreId other_store{1002};

std::vector<Migration> deployed_migrations();

SessionOptions options();
SessionOptions options_at(std::uint16_t port);  // the same database through something that listens there
std::string server_host();
std::uint16_t server_port();
SessionOptions options_of_empty_database();  // another one, without any table

// Empty but for the merchant, its two stores and their menus at version 1.
void start_over();

// On a connection of its own, committed.
void run(const std::string& statement);
std::string value_of(const std::string& query);  // of the first row
std::int64_t count_of(const std::string& query);

// Names of the invariants that do not hold now; empty is what every test ends with.
std::vector<std::string> broken_invariants();

}  // namespace lunchrush::postgres::testing
