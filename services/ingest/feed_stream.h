// What the streams over a store's feed share: the kitchen's (stream_events.cc) and the guests'
// (stream_guest_events.cc).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "services/domain/time.h"
#include "services/ingest/feed.h"
#include "services/ingest/metrics.h"
#include "services/web/reply.h"

namespace lunchrush::ingest {

// What a client waits before it connects again; differs from client to client.
std::chrono::milliseconds jittered_retry();

void append_event_time(std::string& out, domain::Instant at);  // as a JSON string
void append_staleness(std::string& out, std::string_view kind, domain::Instant as_of);
std::string farewell();  // this replica ends: come back after that delay

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

void end_with(web::EventStream& stream, const OpenReaderPointer& open);
web::Reply event_stream_reply();

}  // namespace lunchrush::ingest
