// What a client is told of an order that was placed, and what Redis keeps of that for whoever asks again.
#pragma once

#include <optional>
#include <string>

#include "proto/lunchrush/v1/orders.pb.h"
#include "services/ingest/idempotency.h"
#include "services/postgres/orders.h"
#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::ingest {

v1::CreateOrderResponse response_of(const postgres::PlacedOrder& placed);
// Byte for byte what web::to_json prints of response_of(placed), without the message in between, which is a
// fifth of what an order costs (docs/decisions/0027).
std::string json_of(const postgres::PlacedOrder& placed);

// It is the lane's thread that writes `json`, before the two below: the event loop has less time.
void write_json(postgres::Placed& placed);

web::Reply created(const web::Request& request, postgres::Placed placed);
// The fingerprint in front, so that a hit can tell a replay from a reused key.
std::string remembered(const Claim& claim, const postgres::Placed& placed);
// Nothing when another request was kept under that key: PostgreSQL says so with authority.
std::optional<web::Reply> replay_of(const std::string& kept, const Claim& claim, const web::Request& request);

}  // namespace lunchrush::ingest
