// Messages in and out of HTTP bodies, in JSON or protobuf as the request says.
#pragma once

#include <google/protobuf/message.h>

#include "services/domain/result.h"
#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::web {

// No body at all reads as an empty message. Errors: unsupported_media_type, and those of the codec.
domain::Result<void> read_body(const Request& request, google::protobuf::Message& message);

// In the form of Request::accept.
Reply reply(const Request& request, unsigned status, const google::protobuf::Message& message);

}  // namespace lunchrush::web
