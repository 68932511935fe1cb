#include "services/simulator/record.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "services/crypto/digest.h"
#include "services/simulator/beijing.h"

namespace lunchrush::simulator {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}
std::int64_t integer(const json::object& object, std::string_view name) { return object.at(name).as_int64(); }
domain::Instant instant(const json::object& object, std::string_view name) {
  return from_micros(integer(object, name));
}

std::optional<domain::Instant> maybe_instant(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value) return std::nullopt;
  return from_micros(value->as_int64());
}

std::string hex(const Fingerprint& fingerprint) {
  return crypto::to_hex({fingerprint.data(), fingerprint.size()});
}

Fingerprint fingerprint(const json::object& object) {
  const auto bytes = crypto::from_hex(text(object, "fingerprint"));
  Fingerprint result{};
  if (!bytes || bytes->size() != result.size()) throw std::runtime_error("fingerprint of a wrong length");
  std::copy(bytes->begin(), bytes->end(), result.begin());
  return result;
}

template <class T>
T named(std::optional<T> value) {
  if (!value) throw std::runtime_error("unknown name of a state");
  return *value;
}

Refund refund_from_json(const json::object& json, Words& words) {
  Refund refund;
  refund.out_refund_no = text(json, "out_refund_no");
  refund.refund_id = text(json, "refund_id");
  refund.reason = text(json, "reason");
  refund.notify_url = words.keep(text(json, "notify_url"));
  refund.fingerprint = fingerprint(json);
  refund.amount_fen = integer(json, "amount_fen");
  refund.state = named(refund_state_named(text(json, "state")));
  refund.outcome = named(refund_state_named(text(json, "outcome")));
  refund.created_at = instant(json, "created_us");
  refund.settled_at = maybe_instant(json, "settled_us");
  return refund;
}

}  // namespace

std::int64_t to_micros(domain::Instant at) { return at.time_since_epoch().count(); }
domain::Instant from_micros(std::int64_t micros) {
  return domain::Instant{std::chrono::microseconds{micros}};
}

json::object to_json(const Refund& refund) {
  json::object out{{"out_refund_no", refund.out_refund_no},
                   {"refund_id", refund.refund_id},
                   {"reason", refund.reason},
                   {"notify_url", refund.notify_url},
                   {"fingerprint", hex(refund.fingerprint)},
                   {"amount_fen", refund.amount_fen},
                   {"state", name_of(refund.state)},
                   {"outcome", name_of(refund.outcome)},
                   {"created_us", to_micros(refund.created_at)}};
  if (refund.settled_at) out["settled_us"] = to_micros(*refund.settled_at);
  return out;
}

json::object to_json(const Trade& trade) {
  json::array refunds;
  for (const auto& refund : trade.refunds) refunds.push_back(to_json(refund));
  json::object out{{"gateway", name_of(trade.gateway)},
                   {"account", trade.account},
                   {"product", trade.product},
                   {"app_id", trade.app_id},
                   {"notify_url", trade.notify_url},
                   {"attach", trade.attach},
                   {"out_trade_no", trade.out_trade_no},
                   {"description", trade.description},
                   {"payer", trade.payer},
                   {"code", trade.code},
                   {"transaction_id", trade.transaction_id},
                   {"fingerprint", hex(trade.fingerprint)},
                   {"amount_fen", trade.amount_fen},
                   {"state", name_of(trade.state)},
                   {"succeeds", trade.succeeds},
                   {"queries_left", trade.queries_left},
                   {"created_us", to_micros(trade.created_at)},
                   {"expires_us", to_micros(trade.expires_at)},
                   {"code_expires_us", to_micros(trade.code_expires_at)},
                   {"refunds", std::move(refunds)}};
  if (trade.paid_at) out["paid_us"] = to_micros(*trade.paid_at);
  if (trade.closed_at) out["closed_us"] = to_micros(*trade.closed_at);
  return out;
}

Trade trade_from_json(const json::object& json, Words& words) {
  Trade trade;
  trade.gateway = named(gateway_named(text(json, "gateway")));
  trade.account = words.keep(text(json, "account"));
  trade.product = words.keep(text(json, "product"));
  trade.app_id = words.keep(text(json, "app_id"));
  trade.notify_url = words.keep(text(json, "notify_url"));
  trade.attach = words.keep(text(json, "attach"));
  trade.out_trade_no = text(json, "out_trade_no");
  trade.description = text(json, "description");
  trade.payer = text(json, "payer");
  trade.code = text(json, "code");
  trade.transaction_id = text(json, "transaction_id");
  trade.fingerprint = fingerprint(json);
  trade.amount_fen = integer(json, "amount_fen");
  trade.state = named(trade_state_named(text(json, "state")));
  trade.succeeds = json.at("succeeds").as_bool();
  trade.queries_left = static_cast<int>(integer(json, "queries_left"));
  trade.created_at = instant(json, "created_us");
  trade.expires_at = instant(json, "expires_us");
  trade.code_expires_at = instant(json, "code_expires_us");
  trade.paid_at = maybe_instant(json, "paid_us");
  trade.closed_at = maybe_instant(json, "closed_us");
  for (const auto& refund : json.at("refunds").as_array())
    trade.refunds.push_back(refund_from_json(refund.as_object(), words));
  return trade;
}

json::object to_json(const Event& event) {
  return {{"id", event.id},
          {"kind", name_of(event.kind)},
          {"account", event.account},
          {"out_trade_no", event.out_trade_no},
          {"out_refund_no", event.out_refund_no},
          {"url", event.url},
          {"created_us", to_micros(event.created_at)}};
}

Event event_from_json(const json::object& json, Words& words) {
  Event event;
  event.id = text(json, "id");
  if (!event_kind_named(text(json, "kind"), event.kind)) throw std::runtime_error("unknown kind of event");
  event.account = words.keep(text(json, "account"));
  event.out_trade_no = text(json, "out_trade_no");
  event.out_refund_no = text(json, "out_refund_no");
  event.url = text(json, "url");
  event.created_at = instant(json, "created_us");
  return event;
}

}  // namespace lunchrush::simulator
