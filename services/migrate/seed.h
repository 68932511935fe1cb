// The demo restaurant: one merchant, two stores, thirty dishes, a key for every role. Adds what is missing
// and changes nothing that is there, so that it can be run again and again beside people who have made it
// theirs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/result.h"
#include "services/passes/passes.h"
#include "services/postgres/session.h"

namespace lunchrush::migrate {

inline constexpr domain::MerchantId demo_merchant{1};
inline constexpr domain::StoreId demo_store{1001};
inline constexpr domain::StoreId demo_second_store{1002};
inline constexpr char demo_table[] = "A12";

struct DemoKey {
  std::string id;
  std::string kind;  // device, staff
  std::string role;
  std::vector<domain::StoreId> stores;
  std::string printed_as;  // the dotenv name; empty: not printed
};
const std::vector<DemoKey>& demo_keys();

// "lr_<id>_<secret>". The secret is derived from the token secret, so that every run prints the same keys and
// nothing has to be kept.
std::string api_key(const std::string& token_secret, const std::string& key_id);

domain::Result<void> seed(postgres::Session& session, const std::string& token_secret);

// How to use it: LUNCHRUSH_STAFF_KEY, …, in the order in which they are to be printed.
std::vector<std::pair<std::string, std::string>> demo_environment(const std::string& token_secret,
                                                                  const passes::Signer& signer,
                                                                  int table_code_generation = 0);

}  // namespace lunchrush::migrate
