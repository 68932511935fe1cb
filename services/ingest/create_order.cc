// POST /v1/orders. Read top to bottom it is the specification.
#include <algorithm>

#include "services/crypto/digest.h"
#include "services/domain/kitchen.h"
#include "services/ingest/answers.h"
#include "services/ingest/business_day.h"
#include "services/ingest/idempotency.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_answer.h"
#include "services/telemetry/log.h"
#include "services/web/idempotency.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

// The menu can change between pricing and commit; each change costs one more round.
constexpr int pricing_rounds_max = 4;
constexpr int doubt_rounds_max = 2;

Error invalid(std::string pointer, std::string code, std::string detail) {
  auto text = detail;
  return {ErrorCode::invalid_request,
          std::move(text),
          {{std::move(pointer), std::move(code), std::move(detail)}}};
}

bool postpay(const v1::CreateOrderRequest& wanted) {
  return wanted.payment_timing() == v1::PAYMENT_TIMING_POSTPAY;
}

// What the caller may ask for, whatever the menu says.
domain::Result<void> check_service(const v1::CreateOrderRequest& wanted, const Principal& caller) {
  const bool dine_in = wanted.service().kind() == v1::SERVICE_KIND_DINE_IN;
  if (caller.kind != PrincipalKind::guest) return {};
  if (dine_in && wanted.service().table() != caller.table)
    return invalid("/service/table", "other_table", "the session is for table '" + caller.table + "'");
  if (postpay(wanted) && !dine_in)
    return invalid("/payment_timing", "postpay_dine_in_only", "only guests at a table pay after the meal");
  return {};
}

std::vector<domain::WantedLine> lines_of(const v1::CreateOrderRequest& wanted) {
  std::vector<domain::WantedLine> lines;
  lines.reserve(static_cast<std::size_t>(wanted.lines_size()));
  for (const auto& line : wanted.lines())
    lines.push_back(
        {line.sku(), line.quantity(), {line.options().begin(), line.options().end()}, line.note()});
  return lines;
}

Error price_changed(const domain::PricedLines& priced) {
  std::string quote =
      "\"quote\":{\"total\":" + std::to_string(priced.total.fen()) + ",\"currency\":\"CNY\",\"lines\":[";
  for (const auto& line : priced.lines) {
    if (&line != &priced.lines.front()) quote += ',';
    quote += "{\"sku\":";
    web::append_json_string(quote, line.sku);
    quote += ",\"quantity\":" + std::to_string(line.quantity) +
             ",\"unit_price\":" + std::to_string(line.unit_price.fen()) +
             ",\"amount\":" + std::to_string(line.amount.fen()) + "}";
  }
  return {ErrorCode::price_changed,
          "expected_total is not the total",
          {{"/expected_total", "price_changed", "the total is " + std::to_string(priced.total.fen())}},
          quote + "]}"};
}

domain::Result<domain::PricedLines> quote(const v1::CreateOrderRequest& wanted, const StoreEntry& entry) {
  if (!open_at(entry.store, now())) return Error{ErrorCode::store_closed, "the store takes no orders now"};
  auto priced = domain::price(entry.menu, lines_of(wanted));
  if (priced && wanted.has_expected_total() && wanted.expected_total() != priced->total.fen())
    return price_changed(*priced);
  return priced;
}

postgres::NewOrderPointer decide(const v1::CreateOrderRequest& wanted, const StoreEntry& entry,
                                 domain::PricedLines priced, const Principal& caller, const Claim& claim,
                                 const web::Request& request) {
  const domain::Moment moment{now(), [] { return crypto::random_u64(); }};
  auto made = std::make_shared<postgres::NewOrder>();
  auto& placed = *made;
  auto& order = placed.order;
  order.store = entry.store.id;
  order.id = {domain::Uuid::v7(moment.now, moment.entropy(), order.store)};
  order.status = postpay(wanted) ? domain::OrderStatus::accepted : domain::OrderStatus::awaiting_payment;
  order.version = {1, 1};
  order.channel = to_domain(wanted.channel());
  order.service = {to_domain(wanted.service().kind()), wanted.service().table(), wanted.service().guests()};
  order.lines = std::move(priced.lines);
  order.total = priced.total;
  order.timing = postpay(wanted) ? domain::PaymentTiming::postpay : domain::PaymentTiming::prepay;
  order.note = wanted.note();
  order.client_order_no = wanted.client_order_no();
  order.owner = caller.name;
  order.business_date = business_date(entry.store, moment.now);
  order.created_at = order.updated_at = moment.now;
  if (!postpay(wanted)) order.expires_at = moment.now + entry.store.payment_expiry;
  placed.intent.id = {order.id.uuid};  // one intent per order, named by it
  placed.intent.amount = order.total;
  placed.intent.status = domain::IntentStatus::requires_payment;
  placed.intent.version = {1, 1};
  placed.intent.expires_at = order.expires_at;
  if (postpay(wanted)) placed.tickets = domain::tickets_for(order, moment);
  placed.merchant = entry.store.merchant;
  placed.menu_version = entry.menu.version;
  placed.idempotency_digest = claim.digest;
  placed.fingerprint = claim.fingerprint;
  placed.request_id = request.request_id;
  placed.trace_id = request.trace_id;
  return made;
}

// A key that placed an order before answers with it whatever has changed since: price, menu, hours.
asio::awaitable<domain::Result<postgres::Placed>> replay_or(Error refusal, Ingest& ingest, StorePointer entry,
                                                            Claim claim, Deadline deadline) {
  auto probe = std::make_shared<postgres::NewOrder>();
  probe->replay_only = true;
  probe->order.store = entry->store.id;
  probe->idempotency_digest = std::move(claim.digest);
  probe->fingerprint = std::move(claim.fingerprint);
  const auto share = number(entry->store.id);
  auto found = co_await ingest.orders.submit(std::move(probe), deadline, share);
  const bool nothing =
      !found && (found.error().code == ErrorCode::menu_changed || found.error().code == ErrorCode::not_found);
  if (!nothing) co_return found;
  co_return refusal;
}

// Prices and commits, again when the menu changed meanwhile, and again when the commit is in doubt: the same
// key, on a fresh connection, either finds the order or places it (faults.md F3).
asio::awaitable<domain::Result<postgres::Placed>> place(const v1::CreateOrderRequest& wanted,
                                                        StorePointer entry, const Principal& caller,
                                                        const Claim& claim, const web::Request& request,
                                                        Ingest& ingest, int& doubts) {
  std::vector<domain::OrderId> tried;
  for (int pricings = 1;;) {
    auto priced = quote(wanted, *entry);
    if (!priced && pricings < pricing_rounds_max) {
      // What is at hand may be a second old: nobody is refused by a menu that is no longer the current one.
      const auto known = entry->menu.version;
      auto current = co_await ingest.directory.reload(entry->store.id, request.deadline);
      if (!current) co_return current.error();
      entry = *current;
      if (entry->menu.version != known) {
        ++pricings;
        continue;
      }
      priced = quote(wanted, *entry);  // its hours may have changed as well
    }
    if (!priced) {
      auto earlier = co_await replay_or(priced.error(), ingest, entry, claim, request.deadline);
      co_return earlier;
    }
    auto order = decide(wanted, *entry, std::move(*priced), caller, claim, request);
    tried.push_back(order->order.id);
    auto placed = co_await ingest.orders.submit(std::move(order), request.deadline, number(entry->store.id));
    if (placed) {
      if (std::ranges::find(tried, placed->what->order.id) != tried.end()) placed->replayed = false;
      co_return placed;
    }
    if (placed.error().code == ErrorCode::outcome_unknown) {
      ingest.metrics.commits_in_doubt_total.Increment();
      if (++doubts == doubt_rounds_max || std::chrono::steady_clock::now() >= request.deadline)
        co_return placed;
      continue;
    }
    if (placed.error().code != ErrorCode::menu_changed || ++pricings > pricing_rounds_max) co_return placed;
    ingest.metrics.repriced_total.Increment();
    auto fresh = co_await ingest.directory.reload(entry->store.id, request.deadline);
    if (!fresh) co_return fresh.error();
    entry = *fresh;
  }
}

// After a commit in doubt nothing but the order itself is certain: its backend may still be about to commit,
// unseen, while a later round is refused (faults.md row 37). Only a key that is somebody else's is: both
// cannot be there.
void keep_doubt(domain::Result<postgres::Placed>& placed, int doubts) {
  if (placed || doubts == 0 || placed.error().code == ErrorCode::idempotency_key_reused) return;
  placed = Error{ErrorCode::outcome_unknown, "a commit was in doubt, then: " + placed.error().detail};
}

// Whose replies Redis may speak for now.
redis::ReplayCache::Epoch epoch_of(const Ingest& ingest) {
  const auto epoch = ingest.server.epoch();
  return epoch ? redis::ReplayCache::Epoch(epoch->text()) : std::nullopt;
}

std::optional<web::Reply> replay_from_redis(const std::optional<std::string>& kept, const Claim& claim,
                                            const web::Request& request, Ingest& ingest) {
  auto replay = kept ? replay_of(*kept, claim, request) : std::nullopt;
  if (replay) {
    ingest.repeats.saw_repeat();
    ingest.metrics.replays_from_redis_total.Increment();
  }
  return replay;
}

// PostgreSQL did not say what it knows of the key; Redis may.
bool unheard(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::outcome_unknown ||
         error.code == ErrorCode::overloaded;
}

void count(const postgres::Placed& placed, Ingest& ingest) {
  if (placed.replayed) {
    ingest.repeats.saw_repeat();
    ingest.metrics.replays_from_postgres_total.Increment();
  } else {
    ingest.repeats.saw_new();
    ingest.metrics.orders_placed_total.Increment();
  }
}

}  // namespace

asio::awaitable<web::Reply> create_order(web::Request& request, Principal caller, Ingest& ingest) {
  const auto key = web::idempotency_key(request);
  if (!key) co_return web::problem(key.error(), request);
  v1::CreateOrderRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  if (auto checked = check_service(wanted, caller); !checked)
    co_return web::problem(checked.error(), request);
  const domain::StoreId store{static_cast<std::uint32_t>(wanted.store_id())};
  auto entry = own_store_at_once(ingest.directory, store, caller);
  if (!entry) entry = co_await own_store(ingest.directory, store, caller, request.deadline);
  if (!*entry) co_return web::problem(entry->error(), request);

  const auto claim = claim_of(store, caller, request.route, *key, "", wanted);
  const auto epoch = epoch_of(ingest);  // before the commit: an order is not of a later one than this
  // PostgreSQL has the last word on a key, and while it is idle it has it as soon as Redis would have the
  // first: Redis is asked where that spares a queue, and where PostgreSQL does not answer. Asking takes two
  // turns of the event loop: when those are long, only if keys do come back.
  const bool redis_first = ingest.repeats.expected() || (!ingest.orders.calm() && ingest.replays.quick());
  if (redis_first) {
    const auto kept = co_await ingest.replays.get(epoch, claim.digest);
    if (auto replay = replay_from_redis(kept, claim, request, ingest)) co_return std::move(*replay);
  }

  int doubts = 0;
  auto placed = co_await place(wanted, **entry, caller, claim, request, ingest, doubts);
  keep_doubt(placed, doubts);
  if (!placed && !redis_first && unheard(placed.error())) {
    const auto kept = co_await ingest.replays.get(epoch_of(ingest), claim.digest);
    if (auto replay = replay_from_redis(kept, claim, request, ingest)) co_return std::move(*replay);
  }
  if (!placed && placed.error().code == ErrorCode::idempotency_key_reused)
    ingest.metrics.keys_reused_total.Increment();
  if (!placed) co_return web::problem(placed.error(), request);

  ingest.replays.put(epoch, claim.digest,
                     remembered(claim, *placed));  // best effort: PostgreSQL already knows
  count(*placed, ingest);
  co_return created(request, std::move(*placed));
}

}  // namespace lunchrush::ingest
