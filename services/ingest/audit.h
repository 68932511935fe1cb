// Who acts, as the audit remembers him.
#pragma once

#include "services/ingest/principal.h"
#include "services/postgres/audit.h"
#include "services/web/request.h"

namespace lunchrush::ingest {

postgres::Actor actor_of(const web::Request& request, const Principal& caller);

}  // namespace lunchrush::ingest
