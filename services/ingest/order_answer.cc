#include "services/ingest/order_answer.h"

#include "services/ingest/wire.h"
#include "services/postgres/order_json.h"
#include "services/telemetry/json_text.h"
#include "services/web/body.h"
#include "services/web/codec.h"

namespace lunchrush::ingest {
namespace {

using telemetry::JsonObject;

constexpr std::size_t usual_json_bytes = 1280;

void add_time(JsonObject& object, std::string_view member, domain::Instant at) {
  auto& out = object.member(member);
  out += '"';
  domain::append_rfc3339(out, at, 3);
  out += '"';
}

void append_order(std::string& out, const domain::Order& order) {
  JsonObject object(out);
  object.text("id", order.id.text())
      .number("store_id", number(order.store))
      .text("status", name(order.status))
      .number("version", order.version.now)
      .text("channel", name(order.channel));
  postgres::append_service(object.member("service"), order.service);
  postgres::append_lines(object.member("lines"), order.lines);
  object.number("total", order.total.fen())
      .text("currency", "CNY")
      .text("payment_timing", name(order.timing))
      .text("business_date", order.business_date);
  if (order.pickup_number) object.text("pickup_number", std::to_string(*order.pickup_number));
  object.text("client_order_no", order.client_order_no).text("note", order.note);
  add_time(object, "created_at", order.created_at);
  if (order.expires_at) add_time(object, "expires_at", *order.expires_at);
  add_time(object, "updated_at", order.updated_at);
}

void append_intent(std::string& out, const domain::Intent& intent) {
  JsonObject object(out);
  object.text("id", intent.id.text())
      .number("amount", intent.amount.fen())
      .text("currency", "CNY")
      .text("status", name(intent.status))
      .number("refunded", intent.refunded.fen());
  if (intent.expires_at) add_time(object, "expires_at", *intent.expires_at);
}

void add_headers(web::Reply& reply, std::string_view order_id, bool replayed) {
  reply.with("Location", std::string("/v1/orders/").append(order_id)).with("ETag", "\"v1.1\"");
  if (replayed) reply.with("Idempotent-Replayed", "true");
}

web::Reply json_reply(std::string json) {
  web::Reply reply;
  reply.status = 201;
  reply.body = std::move(json);
  return reply;
}

}  // namespace

v1::CreateOrderResponse response_of(const postgres::PlacedOrder& placed) {
  v1::CreateOrderResponse response;
  *response.mutable_order() = to_wire(placed.order);
  *response.mutable_payment_intent() = to_wire(placed.intent);
  return response;
}

std::string json_of(const postgres::PlacedOrder& placed) {
  std::string json;
  json.reserve(usual_json_bytes);
  {
    JsonObject object(json);
    append_order(object.member("order"), placed.order);
    append_intent(object.member("payment_intent"), placed.intent);
  }
  return json;
}

void write_json(postgres::Placed& placed) { placed.json = json_of(*placed.what); }

web::Reply created(const web::Request& request, postgres::Placed placed) {
  const bool protobuf = request.accept == web::MediaType::protobuf;
  auto reply =
      protobuf ? web::reply(request, 201, response_of(*placed.what)) : json_reply(std::move(placed.json));
  add_headers(reply, placed.what->order.id.text(), placed.replayed);
  return reply;
}

std::string remembered(const Claim& claim, const postgres::Placed& placed) {
  const auto id = placed.what->order.id.text();
  std::string kept;
  kept.reserve(claim.fingerprint.size() + id.size() + 1 + placed.json.size());
  return kept.append(claim.fingerprint).append(id).append(1, '\n').append(placed.json);
}

std::optional<web::Reply> replay_of(const std::string& kept, const Claim& claim,
                                    const web::Request& request) {
  if (!kept.starts_with(claim.fingerprint)) return std::nullopt;
  const auto begin_of_id = claim.fingerprint.size();
  const auto end_of_id = kept.find('\n', begin_of_id);
  if (end_of_id == std::string::npos) return std::nullopt;
  const auto id = std::string_view(kept).substr(begin_of_id, end_of_id - begin_of_id);
  auto json = kept.substr(end_of_id + 1);
  web::Reply reply;
  if (request.accept == web::MediaType::protobuf) {
    v1::CreateOrderResponse response;
    if (!web::from_json(json, response)) return std::nullopt;
    reply = web::reply(request, 201, response);
  } else {
    reply = json_reply(std::move(json));
  }
  add_headers(reply, id, true);
  return reply;
}

}  // namespace lunchrush::ingest
