#include "services/postgres/feed.h"

#include <stdexcept>
#include <string_view>

#include "queries.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

// Takes what stands before the next `separator` off the front of `list`.
std::string_view take_item(std::string_view& list, char separator) {
  const auto end = list.find(separator);
  const auto item = list.substr(0, end);
  list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  return item;
}

std::string_view text_of(const pqxx::field& field) { return {field.c_str(), field.size()}; }

std::string wire_order_id(std::string_view text) {
  const auto uuid = domain::Uuid::from_text(text);
  return uuid ? domain::OrderId{*uuid}.text() : std::string();
}

// A row of read_events.sql: the events of one transaction, one list for each of their columns.
void append_row(std::vector<EventRow>& events, const pqxx::row& row, std::int64_t after, std::size_t limit) {
  auto seq = row[0].as<std::int64_t>();
  const auto at = from_timestamp(row[1].c_str());
  auto kinds = text_of(row[2]), orders = text_of(row[3]), versions = text_of(row[4]), data = text_of(row[5]);
  for (; !kinds.empty() && events.size() != limit; ++seq) {
    const auto kind = take_item(kinds, ','), order = take_item(orders, ','),
               version = take_item(versions, ','), told = take_item(data, '\x1e');
    if (told.empty()) throw std::runtime_error("an event without data in row " + std::string(row[0].c_str()));
    if (seq <= after) continue;
    int number = 0;
    pqxx::from_string(std::string(version), number);
    events.push_back({seq, at, std::string(kind), wire_order_id(order), number, std::string(told)});
  }
}

}  // namespace

domain::Result<std::vector<EventRow>> read_events(Session& session, domain::StoreId store, std::int64_t after,
                                                  int limit) {
  return session.in_reading([&](pqxx::transaction_base& transaction) {
    std::vector<EventRow> events;
    for (const auto& row : session.run(transaction, sql::read_events, number(store), after, limit))
      append_row(events, row, after, static_cast<std::size_t>(limit));
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
