// Gateway accounts from a file into the database, sealed on the way.
#pragma once

#include <string>

#include "services/domain/result.h"
#include "services/postgres/session.h"

namespace lunchrush::migrate {

// `path` holds a JSON list of accounts (services/gateways/account.h); answers how many were new or changed.
// All of them are read before the first one is written. An account that is there as it is in the file keeps
// its revision, so that no program reloads it. Errors: invalid_request (which account, which members),
// unavailable, internal.
domain::Result<int> import_accounts(postgres::Session& session, const std::string& path,
                                    const std::string& account_key);

}  // namespace lunchrush::migrate
