// GET /v1/stores/{id}/events: a store's feed as server-sent events.
//
// - `retry: 1873`: what a client waits before it connects again; differs from client to client.
// - `id: 41`, `event: hello`: no position was given; it is this one from here on.
// - `id: 42`, `event: ticket.queued`: an event of the feed; its id is what Last-Event-ID says later.
// - `id: 90`, `event: reset`: the position is not in the feed; read the tickets again, go on from here.
// - `event: stale`, `event: fresh`: what is shown may be out of date; it is up to date again.
// - `event: reconnect`: this replica ends; come back after the delay it names.
#include "services/ingest/answers.h"
#include "services/ingest/feed_stream.h"
#include "services/ingest/ingest.h"
#include "services/web/sse.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

// {"seq":42,"kind":"ticket.queued","at":"…","order_id":"ord_…","version":3,"data":{…}}
std::string data_of(const postgres::EventRow& event) {
  std::string data = R"({"seq":)" + std::to_string(event.seq) + R"(,"kind":)";
  web::append_json_string(data, event.kind);
  data += R"(,"at":)";
  append_event_time(data, event.at);
  data += R"(,"order_id":)";
  web::append_json_string(data, event.order_id);
  return data + R"(,"version":)" + std::to_string(event.version) + R"(,"data":)" + event.data + "}";
}

// {"server_time":"…","last_seq":42}
std::string position_data(std::int64_t last) {
  std::string data = R"({"server_time":)";
  append_event_time(data, now());
  return data + R"(,"last_seq":)" + std::to_string(last) + "}";
}

// With the position as its id: a client that loses the line before the first event still comes back to this
// place.
void append_position(std::string& out, std::string_view kind, std::int64_t last) {
  web::append_event(out, {std::to_string(last), kind, position_data(last)});
}

// What is sent of `next`; moves `position` along.
std::string text_of(const Feed::Next& next, std::optional<std::int64_t>& position) {
  std::string text;
  switch (next.news) {
    case Feed::News::events:
      for (const auto& event : next.events)
        web::append_event(text, {std::to_string(event.seq), event.kind, data_of(event)});
      position = next.events.back().seq;
      return text;
    case Feed::News::start:
    case Feed::News::reset:
      append_position(text, next.news == Feed::News::start ? "hello" : "reset", next.last);
      position = next.last;
      return text;
    case Feed::News::stale: append_staleness(text, "stale", next.as_of); return text;
    case Feed::News::fresh: append_staleness(text, "fresh", next.as_of); return text;
    case Feed::News::quiet: return std::string(web::heartbeat);
    case Feed::News::ended: return farewell();
  }
  std::abort();
}

// A stream outlives its request, and so its caller's right is looked at again: at once when the word arrives
// that the key was revoked (Feed::end_readers_of), and by itself so often. With a heartbeat this bounds what
// a revoked key still sees (faults.md row 81: 60 s).
constexpr std::chrono::seconds look_at_key_every{5};
constexpr std::chrono::seconds key_deadline{2};

class Right {
 public:
  Right(Authenticator& authenticator, Principal caller)
      : authenticator_(authenticator), caller_(std::move(caller)) {}

  asio::awaitable<bool> holds() {
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_at_ < look_at_key_every) co_return true;
    looked_at_ = now;
    const bool held = co_await authenticator_.still_holds(caller_, now + key_deadline);
    co_return held;
  }

 private:
  Authenticator& authenticator_;
  Principal caller_;
  std::chrono::steady_clock::time_point looked_at_ = std::chrono::steady_clock::now();
};

asio::awaitable<void> send_feed(web::EventStream& stream, OpenReaderPointer open, Right right,
                                std::optional<std::int64_t> position) {
  end_with(stream, open);
  std::string text;
  web::append_retry(text, jittered_retry());
  bool peer_listens = co_await stream.send(std::move(text));
  bool ended = false;
  while (peer_listens && !ended) {
    auto next = co_await open->reader->next(position);
    const bool allowed = co_await right.holds();
    if (!allowed) next.news = Feed::News::ended;
    ended = next.news == Feed::News::ended;
    peer_listens = co_await stream.send(text_of(next, position));
  }
}

}  // namespace

asio::awaitable<web::Reply> stream_events(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto position = web::resume_after(request);
  if (!position) co_return web::problem(position.error(), request);
  auto reader = ingest.feed.join(*store, caller.key_id());
  if (!reader)
    co_return web::problem(
        Error{ErrorCode::overloaded, "as many event streams are open as this replica serves"}, request);

  const auto open = std::make_shared<OpenReader>(std::move(reader), ingest.metrics.feed_readers);
  auto reply = event_stream_reply();
  reply.stream = [open, right = Right(ingest.authenticator, std::move(caller)), after = *position](
                     web::EventStream& stream) { return send_feed(stream, open, right, after); };
  co_return reply;
}

}  // namespace lunchrush::ingest
