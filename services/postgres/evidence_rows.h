// Evidence to JSON and back: how the inbox keeps what a notification said.
#pragma once

#include <boost/json.hpp>

#include "services/postgres/inbox.h"

namespace lunchrush::postgres {

boost::json::object evidence_row(const Evidence& evidence);  // with "kind": "payment" | "refund"
Evidence to_evidence(const boost::json::object& row);

}  // namespace lunchrush::postgres
