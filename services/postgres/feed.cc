#include "services/postgres/feed.h"

#include "queries.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {

domain::Result<std::vector<EventRow>> read_events(Session& session, domain::StoreId store, std::int64_t after,
                                                  int limit) {
  return session.in_reading([&](pqxx::transaction_base& transaction) {
    std::vector<EventRow> events;
    for (const auto& row : session.run(transaction, sql::read_events, number(store), after, limit)) {
      const auto order = domain::Uuid::from_text(row["order_id"].c_str());
      events.push_back({row["seq"].as<std::int64_t>(), from_timestamp(row["at"].c_str()), row["kind"].c_str(),
                        order ? domain::OrderId{*order}.text() : "", row["version"].as<int>(),
                        row["data"].c_str()});
    }
    return domain::Result<std::vector<EventRow>>(std::move(events));
  });
}

domain::Result<FeedSpan> read_feed_span(Session& session, domain::StoreId store) {
  return session.in_reading([&](pqxx::transaction_base& transaction) {
    const auto row = session.run(transaction, sql::read_feed_span, number(store))[0];
    return domain::Result<FeedSpan>(FeedSpan{row[0].as<std::int64_t>(), row[1].as<std::int64_t>()});
  });
}

}  // namespace lunchrush::postgres
