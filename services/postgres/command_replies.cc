#include "services/postgres/command_replies.h"

#include "queries.h"
#include "services/crypto/digest.h"

namespace lunchrush::postgres {

void store_reply(Session& session, pqxx::transaction_base& transaction, const CommandReply& reply) {
  session.run(transaction, sql::store_reply, number(reply.order.store()), crypto::to_hex(reply.digest),
              crypto::to_hex(reply.fingerprint), reply.order.uuid.text(), crypto::to_hex(reply.reply));
}

domain::Result<CommandReply> find_reply(Session& session, domain::StoreId store, const std::string& digest) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<CommandReply> {
    const auto rows = session.run(transaction, sql::find_reply, number(store), crypto::to_hex(digest));
    if (rows.empty()) return domain::Error{domain::ErrorCode::not_found, "the key is free"};
    return CommandReply{{*domain::Uuid::from_text(rows[0]["order_id"].c_str())},
                        digest,
                        crypto::from_hex(rows[0]["fingerprint"].c_str()).value(),
                        crypto::from_hex(rows[0]["reply"].c_str()).value()};
  });
}

}  // namespace lunchrush::postgres
