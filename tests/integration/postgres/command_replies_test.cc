#include "services/postgres/command_replies.h"

#include <catch2/catch.hpp>

#include "services/domain/commands.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using domain::ErrorCode;

namespace {

// Cancels an order and keeps `reply` as the answer of that key.
domain::Result<void> cancel(Session& session, domain::OrderId order, const std::string& key,
                            const std::string& reply) {
  return change_family(
      session, order, {domain::Cause::request, "", ""},
      [](domain::Family& family) { return domain::cancel(family, domain::CancelledBy::owner, "", moment()); },
      [&](pqxx::transaction_base& transaction) {
        store_reply(session, transaction, {order, digest_of(key), digest_of("print"), reply});
      });
}

}  // namespace

TEST_CASE("a command's answer is found by its key, whatever bytes it is made of [row 27]", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  CHECK(find_reply(session, store, digest_of("cancel")).error().code == ErrorCode::not_found);
  const std::string reply("\0\xff{}\n", 5);
  REQUIRE(cancel(session, order, "cancel", reply).has_value());
  const auto found = find_reply(session, store, digest_of("cancel"));
  REQUIRE(found.has_value());
  CHECK(found->reply == reply);
  CHECK(found->fingerprint == digest_of("print"));
  CHECK(find_reply(session, other_store, digest_of("cancel")).error().code == ErrorCode::not_found);
}

TEST_CASE("of one key's commands at once one is done and answered, and the others leave nothing [row 23]",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  std::vector<std::optional<domain::Result<void>>> done(6);
  at_once(done.size(), [&](std::size_t mine) {
    Session own(options());
    done[mine] = cancel(own, order, "cancel", std::to_string(mine));
  });
  std::vector<std::string> winners;
  for (std::size_t i = 0; i != done.size(); ++i)
    if (done[i]->has_value()) winners.push_back(std::to_string(i));
  REQUIRE(winners.size() == 1);
  CHECK(find_reply(session, store, digest_of("cancel"))->reply == winners[0]);
  CHECK(count_of("SELECT count(*) FROM transitions WHERE object = 'order'") == 1);
  CHECK(broken_invariants().empty());
}
