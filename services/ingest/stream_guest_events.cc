// GET /v1/stores/{id}/guest/events: that something changed which a guest's page shows. What it is now the
// page reads in the ordinary way, with its ETag; so a hint that is lost costs the page its own next look and
// nothing else, there is no position to resume from, and a guest learns nothing of how much the store sells.
//
// - `event: hello {"server_time":"…"}`: read everything now.
// - `event: menu {"version":12}`
// - `event: order {"order_id":"ord_…","kind":"ticket.done"}`: one of those that were asked for.
// - `event: kitchen {}`: other orders were done, so that these may have moved up. Not more often than every
//   kitchen_every: it says no more of the store than the queue that the guest sees anyway.
// - `event: stale`, `fresh`, `reconnect`: as in the store's feed.
#include <algorithm>

#include "services/ingest/answers.h"
#include "services/ingest/feed_stream.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/web/sse.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;
using Clock = std::chrono::steady_clock;

constexpr std::size_t orders_max = 10;
// A guest's token ends, his stream does not notice: it ends by itself, and who may comes back.
constexpr std::chrono::minutes lifetime{30};
constexpr std::chrono::seconds kitchen_every{5};

struct Hints {
  std::vector<std::string> orders;  // of which the guest is told
  Clock::time_point kitchen_told_at{};
};

Error bad_order_id(std::string detail) {
  auto text = detail;
  return {ErrorCode::invalid_request, std::move(text), {{"order_id", "bad_value", std::move(detail)}}};
}

domain::Result<std::vector<domain::OrderId>> orders_wanted(const web::Request& request,
                                                           domain::StoreId store) {
  std::vector<domain::OrderId> ids;
  for (const auto& [name, value] : request.query) {
    if (name != "order_id") continue;
    const auto id = domain::OrderId::from_text(value);
    if (!id || id->store() != store) return Error{ErrorCode::not_found, "no such order"};
    if (ids.size() == orders_max) return bad_order_id("ten orders at most");
    ids.push_back(*id);
  }
  return ids;
}

// That they are all the caller's. Others' are not found.
asio::awaitable<domain::Result<void>> check_own(std::vector<domain::OrderId> ids, const Principal& caller,
                                                Ingest& ingest, Deadline deadline) {
  for (const auto id : ids) {
    auto work = [id](postgres::Session& session) { return postgres::read_family(session, id); };
    const auto family = co_await ingest.reads.run(std::move(work), deadline);
    if (!family) co_return family.error();
    if (!may_see(caller, family->order)) co_return Error{ErrorCode::not_found, "no such order"};
  }
  co_return domain::Result<void>{};
}

void append_hello(std::string& out) {
  std::string data = R"({"server_time":)";
  append_event_time(data, now());
  web::append_event(out, {{}, "hello", data + "}"});
}

bool leaves_the_kitchen(std::string_view kind) { return kind == "ticket.done" || kind == "ticket.voided"; }

// Nothing of an event but that it was: its data is the kitchen's.
void append_hint(std::string& out, const postgres::EventRow& event, Hints& hints) {
  if (event.kind == "menu.changed")
    return web::append_event(out, {{}, "menu", R"({"version":)" + std::to_string(event.version) + "}"});
  if (std::ranges::find(hints.orders, event.order_id) != hints.orders.end()) {
    std::string data = R"({"order_id":)";
    web::append_json_string(data, event.order_id);
    data += R"(,"kind":)";
    web::append_json_string(data, event.kind);
    return web::append_event(out, {{}, "order", data + "}"});
  }
  const bool due = Clock::now() - hints.kitchen_told_at >= kitchen_every;
  if (hints.orders.empty() || !leaves_the_kitchen(event.kind) || !due) return;
  hints.kitchen_told_at = Clock::now();
  web::append_event(out, {{}, "kitchen", "{}"});
}

// What is sent of `next`, which may be nothing; moves `position` along.
std::string text_of(const Feed::Next& next, Hints& hints, std::optional<std::int64_t>& position) {
  std::string text;
  switch (next.news) {
    case Feed::News::events:
      for (const auto& event : next.events) append_hint(text, event, hints);
      position = next.events.back().seq;
      return text;
    case Feed::News::start:
    case Feed::News::reset:
      append_hello(text);
      position = next.last;
      return text;
    case Feed::News::stale: append_staleness(text, "stale", next.as_of); return text;
    case Feed::News::fresh: append_staleness(text, "fresh", next.as_of); return text;
    case Feed::News::quiet: return std::string(web::heartbeat);
    case Feed::News::ended: return farewell();
  }
  std::abort();
}

asio::awaitable<void> send_hints(web::EventStream& stream, OpenReaderPointer open,
                                 std::vector<std::string> orders, std::chrono::milliseconds heartbeat) {
  Hints hints{std::move(orders)};
  end_with(stream, open);
  const auto until = Clock::now() + lifetime;
  std::optional<std::int64_t> position;
  std::string text;
  web::append_retry(text, jittered_retry());
  auto sent_at = Clock::now();
  bool peer_listens = co_await stream.send(std::move(text));
  bool ended = false;
  while (peer_listens && !ended) {
    auto next = co_await open->reader->next(position);
    if (Clock::now() >= until) next.news = Feed::News::ended;
    ended = next.news == Feed::News::ended;
    text = text_of(next, hints, position);
    // In a busy store the feed is never quiet, and this guest's part of it may be for long.
    if (text.empty() && Clock::now() - sent_at >= heartbeat) text = web::heartbeat;
    if (text.empty()) continue;
    sent_at = Clock::now();
    peer_listens = co_await stream.send(std::move(text));
  }
}

}  // namespace

asio::awaitable<web::Reply> stream_guest_events(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto wanted = orders_wanted(request, *store);
  if (!wanted) co_return web::problem(wanted.error(), request);
  if (auto own = co_await check_own(*wanted, caller, ingest, request.deadline); !own)
    co_return web::problem(own.error(), request);
  auto reader = ingest.feed.join(*store);
  if (!reader)
    co_return web::problem(
        Error{ErrorCode::overloaded, "as many event streams are open as this replica serves"}, request);

  std::vector<std::string> orders;
  for (const auto id : *wanted) orders.push_back(id.text());
  const auto open = std::make_shared<OpenReader>(std::move(reader), ingest.metrics.feed_readers);
  auto reply = event_stream_reply();
  reply.stream = [open, orders, heartbeat = ingest.feed.limits().heartbeat](web::EventStream& stream) {
    return send_hints(stream, open, orders, heartbeat);
  };
  co_return reply;
}

}  // namespace lunchrush::ingest
