// What staff and devices did to money, and to who may touch it: a row an act, in the act's own transaction.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/time.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct Actor {
  std::string principal;  // "staff:<key id>"
  std::string role;
  std::string client_address;
  std::string request_id;
  std::string trace_id;
};

struct Act {
  domain::StoreId store{};
  std::string name;    // "refund.requested"
  std::string object;  // what it was done to, by its id
  std::map<std::string, std::string> detail;
};

void record_acts(Session& session, pqxx::transaction_base& transaction, const Actor& actor,
                 std::span<const Act> acts);
void record_act(Session& session, pqxx::transaction_base& transaction, const Actor& actor, const Act& act);

struct AuditEntry {
  domain::Uuid id;
  domain::Instant at{};
  Act act;
  Actor actor;
};
// Newest first, from before `before`. Errors: unavailable, internal.
domain::Result<std::vector<AuditEntry>> read_audit(Session& session, domain::StoreId store,
                                                   const std::optional<domain::Uuid>& before, int limit);

}  // namespace lunchrush::postgres
