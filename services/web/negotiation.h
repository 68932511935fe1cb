// What a request says about its body and about the answer it wants: Content-Type, Accept, Accept-Language.
#pragma once

#include <optional>
#include <string_view>

#include "services/web/request.h"

namespace lunchrush::web {

MediaType media_type(std::optional<std::string_view> content_type);

// json or protobuf, whichever of them Accept prefers; what the body is when Accept leaves it open.
MediaType accepted_media(std::optional<std::string_view> accept, MediaType body);

// zh unless en is preferred.
Language accepted_language(std::optional<std::string_view> accept_language);

}  // namespace lunchrush::web
