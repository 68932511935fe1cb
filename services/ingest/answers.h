// What most handlers begin with: the store or the object that the path names, and the time.
#pragma once

#include <optional>
#include <string>

#include "services/domain/result.h"
#include "services/ingest/directory.h"
#include "services/ingest/principal.h"
#include "services/passes/passes.h"
#include "services/web/body.h"
#include "services/web/codec.h"
#include "services/web/problem.h"
#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::ingest {

// The store of an id or a path parameter, if the caller may know of it: everything else is not_found.
asio::awaitable<domain::Result<StorePointer>> own_store(Directory& directory, domain::StoreId store,
                                                        const Principal& caller, Deadline deadline);
// The same where there is nothing to wait for, as nearly always: spares a hot path the coroutines. Nothing:
// ask own_store().
std::optional<domain::Result<StorePointer>> own_store_at_once(const Directory& directory,
                                                              domain::StoreId store, const Principal& caller);
// The store of a table code, as it is at least since the code was signed. Whether the code's generation is
// the store's own is for the caller to see. Errors: as Directory::find.
asio::awaitable<domain::Result<StorePointer>> store_of(const passes::TableCode& code, Directory& directory,
                                                       Deadline deadline);
// "{id}" of the route as a store number. Error: not_found.
domain::Result<domain::StoreId> store_parameter(const web::Request& request);

template <class Id>
domain::Result<Id> id_parameter(const web::Request& request) {
  const auto id = Id::from_text(request.parameter("id").value_or(""));
  if (!id) return domain::Error{domain::ErrorCode::not_found, "no such id"};
  return *id;
}

domain::Instant now();

}  // namespace lunchrush::ingest
