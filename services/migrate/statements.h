// The SQL of the demo restaurant, made from queries/*.sql.
#pragma once

#include "services/postgres/statement.h"

namespace lunchrush::migrate {
using postgres::Statement;  // what queries.h is made of
}

#include "queries.h"
