// Answers of commands that leave no row of their own. Inside the command's transaction, so that effect and
// answer are one.
#pragma once

#include <optional>
#include <string>

#include "services/domain/ids.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct CommandReply {
  domain::OrderId order;
  std::string digest;       // 32 bytes
  std::string fingerprint;  // 32 bytes
  std::string reply;
};

void store_reply(Session& session, pqxx::transaction_base& transaction, const CommandReply& reply);

// Riding a WAL-writing commit (faults.md F1). not_found when the key is free; unavailable, internal.
domain::Result<CommandReply> find_reply(Session& session, domain::StoreId store, const std::string& digest);

}  // namespace lunchrush::postgres
