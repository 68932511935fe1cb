// GET /v1/stores/{id}/events: a store's feed as server-sent events.
//
//   retry: 1873                          what a client waits before it connects again; differs from client to
//   client id: 41  event: hello  {…}            no position was given: from here on id: 42  event:
//   ticket.queued  {…}    an event of the feed; its id is what Last-Event-ID says later id: 90  event: reset
//   {…}            the position is not in the feed: read the tickets again, go on from here event: stale |
//   fresh  {…}            what is shown may be out of date; it is up to date again event: reconnect  {…} this
//   replica ends: come back after that delay
#include <algorithm>

#include "services/crypto/digest.h"
#include "services/ingest/answers.h"
#include "services/ingest/ingest.h"
#include "services/web/rfc3339.h"
#include "services/web/sse.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;
using std::chrono::milliseconds;

// A kitchen full of screens that lost its replica comes back spread over this long (faults.md row 79).
constexpr milliseconds retry_least{1'000};
constexpr milliseconds retry_most{4'000};

milliseconds jittered() {
  const auto spread = static_cast<std::uint64_t>((retry_most - retry_least).count());
  return retry_least + milliseconds{static_cast<std::int64_t>(crypto::random_u64() % spread)};
}

void append_time(std::string& out, domain::Instant at) {
  const auto ms = std::chrono::floor<milliseconds>(at);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(ms);
  out += '"';
  web::append_rfc3339(out, {seconds.time_since_epoch().count(),
                            static_cast<std::int32_t>((ms - seconds).count()) * 1'000'000});
  out += '"';
}

// {"seq":42,"kind":"ticket.queued","at":"…","order_id":"ord_…","version":3,"data":{…}}
std::string data_of(const postgres::EventRow& event) {
  std::string data = R"({"seq":)" + std::to_string(event.seq) + R"(,"kind":)";
  web::append_json_string(data, event.kind);
  data += R"(,"at":)";
  append_time(data, event.at);
  data += R"(,"order_id":)";
  web::append_json_string(data, event.order_id);
  return data + R"(,"version":)" + std::to_string(event.version) + R"(,"data":)" + event.data + "}";
}

// {"server_time":"…","last_seq":42}
std::string position_data(std::int64_t last) {
  std::string data = R"({"server_time":)";
  append_time(data, now());
  return data + R"(,"last_seq":)" + std::to_string(last) + "}";
}

// With the position as its id: a client that loses the line before the first event still comes back to this
// place.
void append_position(std::string& out, std::string_view kind, std::int64_t last) {
  web::append_event(out, {std::to_string(last), kind, position_data(last)});
}

void append_staleness(std::string& out, std::string_view kind, domain::Instant as_of) {
  std::string data = R"({"since":)";
  append_time(data, as_of);
  web::append_event(out, {{}, kind, data + "}"});
}

std::string farewell() {
  const auto delay = jittered();
  std::string text;
  web::append_retry(text, delay);
  web::append_event(text, {{}, "reconnect", R"({"delay_ms":)" + std::to_string(delay.count()) + "}"});
  return text;
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

// Counted for as long as it is open.
struct OpenReader {
  OpenReader(std::unique_ptr<Feed::Reader> joined, telemetry::Gauge& open)
      : reader(std::move(joined)), gauge(open) {
    gauge.Increment();
  }
  ~OpenReader() { gauge.Decrement(); }
  OpenReader(const OpenReader&) = delete;
  OpenReader& operator=(const OpenReader&) = delete;
  std::unique_ptr<Feed::Reader> reader;
  telemetry::Gauge& gauge;
};

// Shared with the server's call when the stream ends, which may come after the stream itself is gone.
using OpenReaderPointer = std::shared_ptr<OpenReader>;

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
  stream.when_ending([ending = std::weak_ptr(open)] {
    if (const auto left = ending.lock()) left->reader->end();
  });
  std::string text;
  web::append_retry(text, jittered());
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
  web::Reply reply;
  reply.content_type = "text/event-stream";
  reply.with("Cache-Control", "no-store")
      .with("X-Accel-Buffering", "no");  // no proxy keeps a part of it back
  reply.stream = [open, right = Right(ingest.authenticator, std::move(caller)), after = *position](
                     web::EventStream& stream) { return send_feed(stream, open, right, after); };
  co_return reply;
}

}  // namespace lunchrush::ingest
