#include "services/ingest/order_answer.h"

#include "services/ingest/wire.h"
#include "services/web/body.h"

namespace lunchrush::ingest {

v1::CreateOrderResponse response_of(const postgres::PlacedOrder& placed) {
  v1::CreateOrderResponse response;
  *response.mutable_order() = to_wire(placed.order);
  *response.mutable_payment_intent() = to_wire(placed.intent);
  return response;
}

web::Reply created(const web::Request& request, const v1::CreateOrderResponse& response, bool replayed) {
  auto reply = web::reply(request, 201, response);
  reply.with("Location", "/v1/orders/" + response.order().id()).with("ETag", "\"v1.1\"");
  if (replayed) reply.with("Idempotent-Replayed", "true");
  return reply;
}

std::string remembered(const Claim& claim, const v1::CreateOrderResponse& response) {
  return claim.fingerprint + response.SerializeAsString();
}

std::optional<web::Reply> replay_of(const std::string& kept, const Claim& claim,
                                    const web::Request& request) {
  constexpr std::size_t fingerprint_bytes = 32;
  if (kept.size() < fingerprint_bytes) return std::nullopt;
  if (kept.compare(0, fingerprint_bytes, claim.fingerprint) != 0) return std::nullopt;
  v1::CreateOrderResponse response;
  if (!response.ParseFromArray(kept.data() + fingerprint_bytes,
                               static_cast<int>(kept.size() - fingerprint_bytes)))
    return std::nullopt;
  return created(request, response, true);
}

}  // namespace lunchrush::ingest
