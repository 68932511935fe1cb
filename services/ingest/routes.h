// The route table of this program.
#pragma once

#include "services/ingest/ingest.h"
#include "services/web/rate.h"
#include "services/web/router.h"

namespace lunchrush::ingest {

// Every route of design.md section 5 that is not `callbacks`', with who may call it. The OpenAPI document and
// the role matrix are made from it. `ingest` and the limiters outlive the router.
web::Router routes(Ingest& ingest, web::RateLimiter& guest_writes, web::RateLimiter& key_writes,
                   web::RateLimiter& address_sessions);

}  // namespace lunchrush::ingest
