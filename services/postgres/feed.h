// A store's feed of events: dense, in the order of commits. What writes it is relay_events (work.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/result.h"
#include "services/domain/time.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct EventRow {
  std::int64_t seq = 0;
  domain::Instant at{};
  std::string kind;
  std::string order_id;  // wire form, or empty
  int version = 0;
  std::string data;  // JSON
};
// The first `limit` events after `after`. Errors: unavailable, internal.
domain::Result<std::vector<EventRow>> read_events(Session& session, domain::StoreId store, std::int64_t after,
                                                  int limit);

struct FeedSpan {
  std::int64_t first = 0;  // the oldest that is kept; 0 when there is none
  std::int64_t last = 0;
};
// Errors: unavailable, internal.
domain::Result<FeedSpan> read_feed_span(Session& session, domain::StoreId store);

}  // namespace lunchrush::postgres
