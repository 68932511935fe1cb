// Accept-Encoding (RFC 9110, 12.5.3), as far as one encoding is concerned.
#pragma once

#include "services/web/request.h"

namespace lunchrush::web {

// gzip, x-gzip or * with a weight above nothing; gzip's own weight counts before that of *.
bool accepts_gzip(const Request& request);

}  // namespace lunchrush::web
