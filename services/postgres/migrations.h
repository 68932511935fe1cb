// Applies the numbered migrations under deploy/migrations, which are embedded in the program.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/domain/result.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct Migration {
  int number = 0;
  std::string name;  // "0001_merchants_and_stores"
  std::string text;
};

// Each in its own transaction, in order, once; safe to run from many places at once (a row lock lets one go
// first) and while old programs run. Refuses (state_conflict) when an applied migration's text is not the one
// embedded here. Answers the names applied now.
domain::Result<std::vector<std::string>> migrate(Session& session, std::span<const Migration> migrations);

// Whether all of them are applied: what readiness asks.
domain::Result<bool> migrated(Session& session, std::span<const Migration> migrations);

}  // namespace lunchrush::postgres
