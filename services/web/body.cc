#include "services/web/body.h"

#include "services/web/codec.h"

namespace lunchrush::web {

domain::Result<void> read_body(const Request& request, google::protobuf::Message& message) {
  if (request.body.empty() && request.content_type != MediaType::protobuf) return from_json("{}", message);
  switch (request.content_type) {
    case MediaType::json: return from_json(request.body, message);
    case MediaType::protobuf: return from_protobuf(request.body, message);
    case MediaType::form:
    case MediaType::other:
    case MediaType::none: break;
  }
  return domain::Error{domain::ErrorCode::unsupported_media_type,
                       "send application/json or application/x-protobuf"};
}

Reply reply(const Request& request, unsigned status, const google::protobuf::Message& message) {
  Reply made;
  made.status = status;
  if (request.accept == MediaType::protobuf) {
    made.content_type = "application/x-protobuf";
    made.body = canonical_bytes(message);
    return made;
  }
  append_json(made.body, message);
  return made;
}

}  // namespace lunchrush::web
