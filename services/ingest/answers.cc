#include "services/ingest/answers.h"

#include <charconv>

namespace lunchrush::ingest {

using domain::Error;
using domain::ErrorCode;

domain::Result<void> decode(const web::Request& request, google::protobuf::Message& message) {
  switch (request.content_type) {
    case web::MediaType::json: return web::from_json(request.body, message);
    case web::MediaType::protobuf: return web::from_protobuf(request.body, message);
    case web::MediaType::form:
    case web::MediaType::other:
    case web::MediaType::none: break;
  }
  return Error{ErrorCode::unsupported_media_type, "send application/json or application/x-protobuf"};
}

domain::Result<void> decode_optional(const web::Request& request, google::protobuf::Message& message) {
  if (request.body.empty()) return {};
  return decode(request, message);
}

web::Reply answer(const web::Request& request, unsigned status, const google::protobuf::Message& message) {
  web::Reply reply;
  reply.status = status;
  if (request.accept == web::MediaType::protobuf) {
    reply.content_type = "application/x-protobuf";
    reply.body = web::canonical_bytes(message);
  } else {
    web::append_json(reply.body, message);
  }
  return reply;
}

asio::awaitable<domain::Result<StorePointer>> own_store(Directory& directory, domain::StoreId store, const Principal& caller,
                                                        Deadline deadline) {
  auto entry = co_await directory.find(store, deadline);
  if (entry && !caller.covers((*entry)->store)) co_return Error{ErrorCode::not_found, "no such store"};
  co_return entry;
}

domain::Result<domain::StoreId> store_parameter(const web::Request& request) {
  const auto text = request.parameter("id").value_or("");
  std::uint32_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value == 0) return Error{ErrorCode::not_found, "no such store"};
  return domain::StoreId{value};
}

domain::Instant now() { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

}  // namespace lunchrush::ingest
