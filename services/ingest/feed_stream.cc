#include "services/ingest/feed_stream.h"

#include "services/crypto/digest.h"
#include "services/web/rfc3339.h"
#include "services/web/sse.h"

namespace lunchrush::ingest {

using std::chrono::milliseconds;

namespace {

// A kitchen full of screens that lost its replica comes back spread over this long (faults.md row 79).
constexpr milliseconds retry_least{1'000};
constexpr milliseconds retry_most{4'000};

}  // namespace

milliseconds jittered_retry() {
  const auto spread = static_cast<std::uint64_t>((retry_most - retry_least).count());
  return retry_least + milliseconds{static_cast<std::int64_t>(crypto::random_u64() % spread)};
}

void append_event_time(std::string& out, domain::Instant at) {
  const auto ms = std::chrono::floor<milliseconds>(at);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(ms);
  out += '"';
  web::append_rfc3339(out, {seconds.time_since_epoch().count(),
                            static_cast<std::int32_t>((ms - seconds).count()) * 1'000'000});
  out += '"';
}

void append_staleness(std::string& out, std::string_view kind, domain::Instant as_of) {
  std::string data = R"({"since":)";
  append_event_time(data, as_of);
  web::append_event(out, {{}, kind, data + "}"});
}

std::string farewell() {
  const auto delay = jittered_retry();
  std::string text;
  web::append_retry(text, delay);
  web::append_event(text, {{}, "reconnect", R"({"delay_ms":)" + std::to_string(delay.count()) + "}"});
  return text;
}

void end_with(web::EventStream& stream, const OpenReaderPointer& open) {
  stream.when_ending([ending = std::weak_ptr(open)] {
    if (const auto left = ending.lock()) left->reader->end();
  });
}

web::Reply event_stream_reply() {
  web::Reply reply;
  reply.content_type = "text/event-stream";
  reply.with("Cache-Control", "no-store")
      .with("X-Accel-Buffering", "no");  // no proxy keeps a part of it back
  return reply;
}

}  // namespace lunchrush::ingest
