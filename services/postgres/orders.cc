#include "services/postgres/orders.h"

#include <algorithm>
#include <map>
#include <set>

#include "queries.h"
#include "services/postgres/array.h"
#include "services/postgres/family_rows.h"
#include "services/postgres/order_arrays.h"
#include "services/postgres/pickup_numbers.h"

namespace lunchrush::postgres {
namespace {

using Answers = std::vector<domain::Result<Placed>>;
using Batch = std::span<const NewOrderPointer>;
using domain::Error;
using domain::ErrorCode;

// How often a batch looks again for what a rival has just placed, before it is told to come back later.
constexpr int looks_max = 4;
// After a batch met a key that was there already, so many batches look before they insert: where Redis does
// not answer for keys that come back, they come in numbers.
constexpr int wary_batches = 64;
// So few orders bear what ON CONFLICT costs (insert_orders_if_new.sql), and a key that is there already then
// fails nothing: where Redis was not asked about it (docs/decisions/0013), it comes in such a batch.
constexpr std::size_t few_orders = 8;

// Postpay orders start accepted and so need their number before they are inserted; what a replay reserves is
// a gap.
void number_accepted(Session& session, pqxx::transaction_base& transaction, Batch batch) {
  std::vector<domain::Order*> accepted;
  for (const auto& wanted : batch)
    if (wanted->order.status == domain::OrderStatus::accepted) accepted.push_back(&wanted->order);
  give_pickup_numbers(session, transaction, accepted);
}

// The order as its first answer showed it: later steps are not part of a replay.
std::shared_ptr<const PlacedOrder> as_placed(domain::Family family) {
  auto& order = family.order;
  const bool prepay = order.timing == domain::PaymentTiming::prepay;
  order.status = prepay ? domain::OrderStatus::awaiting_payment : domain::OrderStatus::accepted;
  order.version = {1, 1};
  order.updated_at = order.created_at;
  if (prepay) order.pickup_number.reset();
  family.intent.status = domain::IntentStatus::requires_payment;
  family.intent.refunded = domain::Money{};
  family.intent.version = {1, 1};
  return std::make_shared<const PlacedOrder>(PlacedOrder{std::move(order), std::move(family.intent)});
}

// What select_replays.sql says against inserting one of the batch; nothing when it may be inserted.
std::optional<Error> hindrance(const pqxx::row& row, const NewOrder& wanted) {
  if (row["order_id"].is_null()) {
    if (wanted.replay_only || row["menu_version"].as<std::int64_t>() != wanted.menu_version)
      return Error{ErrorCode::menu_changed, "the menu changed while the order was placed"};
    if (row["number_taken"].as<bool>())
      return Error{ErrorCode::client_order_no_taken,
                   "another order of this store has this client_order_no",
                   {{"/client_order_no", "taken", "use a number of your own once"}}};
    return std::nullopt;
  }
  if (row["fingerprint"].c_str() != digest_uuid(wanted.fingerprint).text())
    return Error{ErrorCode::idempotency_key_reused, "this key placed another order before"};
  return std::nullopt;
}

using Places = std::vector<std::size_t>;  // indices into a batch

Places all_of(Batch batch) {
  Places places(batch.size());
  for (std::size_t i = 0; i != places.size(); ++i) places[i] = i;
  return places;
}

// The first of each key and number: what comes twice in one batch is a replay of itself.
Places first_of_each(Batch batch, const Places& places) {
  std::set<std::pair<std::uint32_t, std::string_view>> keys, numbers;
  Places firsts;
  for (const auto place : places) {
    const auto& wanted = *batch[place];
    const auto store = number(wanted.order.store);
    if (wanted.replay_only || !keys.emplace(store, wanted.idempotency_digest).second) continue;
    if (!wanted.order.client_order_no.empty() && !numbers.emplace(store, wanted.order.client_order_no).second)
      continue;
    firsts.push_back(place);
  }
  return firsts;
}

// One batch in one transaction. An answer that is not there yet is none.
class Placing {
 public:
  Placing(Session& session, pqxx::transaction_base& transaction, Batch batch)
      : session_(session), transaction_(transaction), batch_(batch), answers_(batch.size()) {}

  // All of them, or false: a menu is not what they were priced with, or one was passed over.
  bool insert(const Places& places, WhenTaken when_taken) {
    if (places.empty()) return true;
    std::vector<const NewOrder*> orders;
    orders.reserve(places.size());
    for (const auto place : places) orders.push_back(batch_[place].get());
    if (insert_orders(session_, transaction_, orders, when_taken) != orders.size()) return false;
    insert_tickets(session_, transaction_, orders);
    inserted_ = places;
    return true;
  }

  // Answers what is there already, or can never be; returns the places of the others.
  Places look(const Places& places) {
    if (places.empty()) return {};
    Places others;
    std::map<domain::OrderId, std::vector<std::size_t>> found;
    for (const auto& row : select_replays(places)) {
      const auto place = places[row["place"].as<std::size_t>() - 1];
      if (auto hindered = hindrance(row, *batch_[place]))
        answers_[place] = std::move(*hindered);
      else if (row["order_id"].is_null())
        others.push_back(place);
      else
        found[{*domain::Uuid::from_text(row["order_id"].c_str())}].push_back(place);
    }
    for (const auto place : others) answers_[place].reset();
    answer_replays(found);
    return others;
  }

  Places unanswered() const {
    std::vector<bool> done(answers_.size());
    for (const auto place : inserted_) done[place] = true;
    Places places;
    for (std::size_t i = 0; i != answers_.size(); ++i)
      if (!answers_[i] && !done[i]) places.push_back(i);
    return places;
  }

  // After the commit.
  Answers take() {
    for (const auto place : inserted_) answers_[place] = Placed{batch_[place], false};
    Answers answers;
    answers.reserve(answers_.size());
    for (auto& answer : answers_) answers.push_back(std::move(*answer));
    return answers;
  }

 private:
  // A row for each place whose store there is.
  pqxx::result select_replays(const Places& places) {
    using enum ElementType;
    Array store{bigint}, digest{uuid}, client_order_no{text};
    for (const auto place : places) {
      const auto& wanted = *batch_[place];
      store.add(std::int64_t{number(wanted.order.store)});
      digest.add(digest_uuid(wanted.idempotency_digest));
      client_order_no.add(std::string_view(wanted.order.client_order_no));
      answers_[place] = Error{ErrorCode::not_found, "no such store"};
    }
    return session_.run(transaction_, sql::select_replays, store.parameter(), digest.parameter(),
                        client_order_no.parameter());
  }

  void answer_replays(const std::map<domain::OrderId, std::vector<std::size_t>>& found) {
    if (found.empty()) return;
    std::vector<domain::OrderId> ids;
    for (const auto& [id, places] : found) ids.push_back(id);
    for (auto& family : load_families(session_, transaction_, OrderIds(ids))) {
      const auto placed = as_placed(std::move(family));
      for (const auto place : found.at(placed->order.id))
        answers_[place] = Placed{placed, placed->order.id != batch_[place]->order.id};
    }
  }

  Session& session_;
  pqxx::transaction_base& transaction_;
  Batch batch_;
  Places inserted_;
  std::vector<std::optional<domain::Result<Placed>>> answers_;
};

// The answers; none when a rival was met and the batch has to look first.
using Attempt = std::optional<Answers>;

// New keys, nothing but orders to be paid: the usual case.
bool needs_one_statement(Batch batch) {
  const bool plain = std::ranges::none_of(batch, [](const NewOrderPointer& wanted) {
    return wanted->replay_only || wanted->order.status == domain::OrderStatus::accepted;
  });
  return plain && first_of_each(batch, all_of(batch)).size() == batch.size();
}

// What was inserted beside one whose menu changed, or that was passed over, stays, and is found as ours when
// the batch looks.
Attempt place_in_one_statement(Session& session, Batch batch, WhenTaken when_taken) {
  std::optional<Placing> placing;
  bool all = false;
  auto committed = session.in_statement([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    placing.emplace(session, transaction, batch);
    try {
      all = placing->insert(all_of(batch), when_taken);
    } catch (const pqxx::unique_violation&) {
      all = false;
    }
    return {};
  });
  if (!committed) return Answers(batch.size(), committed.error());
  if (!all) return std::nullopt;
  return placing->take();
}

enum class Manner { insert_at_once, look_first };

Attempt place_in_transaction(Session& session, Batch batch, Manner manner) {
  bool rival = false;
  std::optional<Placing> placing;
  auto committed = session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    rival = false;
    number_accepted(session, transaction, batch);
    placing.emplace(session, transaction, batch);
    const auto wanted = manner == Manner::look_first ? placing->look(all_of(batch)) : all_of(batch);
    try {
      rival = !placing->insert(first_of_each(batch, wanted), WhenTaken::fail);
    } catch (const pqxx::unique_violation&) {
      rival = true;
    }
    if (!rival) rival = !placing->look(placing->unanswered()).empty();
    if (rival) return Error{ErrorCode::unavailable, "somebody else placed one of these orders meanwhile"};
    return {};
  });
  if (rival) return std::nullopt;
  if (!committed) return Answers(batch.size(), committed.error());
  return placing->take();
}

// Inserts without having looked, unless keys that were there already have just been met.
Attempt place_at_once(Session& session, Batch batch, Wariness& wariness) {
  const bool one_statement = needs_one_statement(batch);
  if (one_statement && batch.size() <= few_orders)
    return place_in_one_statement(session, batch, WhenTaken::pass_over);
  if (wariness.batches_left.load(std::memory_order_relaxed) != 0) {
    wariness.batches_left.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  auto answers = one_statement ? place_in_one_statement(session, batch, WhenTaken::fail)
                               : place_in_transaction(session, batch, Manner::insert_at_once);
  if (!answers) wariness.batches_left.store(wary_batches, std::memory_order_relaxed);
  return answers;
}

// None: each time it looked, a rival placed one of them before it was inserted.
Attempt place_together(Session& session, Batch batch, Wariness& wariness) {
  if (auto answers = place_at_once(session, batch, wariness)) return answers;
  for (int look = 0; look != looks_max; ++look)
    if (auto answers = place_in_transaction(session, batch, Manner::look_first)) return answers;
  return std::nullopt;
}

// A statement that PostgreSQL refuses for one row's sake refuses the batch.
bool refused_for_a_row(const Answers& answers) {
  return answers.front().has_error() && answers.front().error().code == ErrorCode::internal;
}

}  // namespace

std::vector<domain::Result<Placed>> place_orders(Session& session, Batch batch, Wariness& wariness) {
  auto together = place_together(session, batch, wariness);
  if (together && (batch.size() == 1 || !refused_for_a_row(*together))) return std::move(*together);
  if (batch.size() == 1)
    return Answers(1, Error{ErrorCode::unavailable, "rivals for the same key do not end"});
  // Halved until such a row stands alone; and until each rival that a key can have is met once: then it is
  // found.
  const auto half = batch.size() / 2;
  auto answers = place_orders(session, batch.first(half), wariness);
  auto rest = place_orders(session, batch.subspan(half), wariness);
  std::ranges::move(rest, std::back_inserter(answers));
  return answers;
}

}  // namespace lunchrush::postgres
