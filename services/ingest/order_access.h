// Whose an order is. Everything that belongs to others is not found.
#pragma once

#include <optional>

#include "services/ingest/ingest.h"

namespace lunchrush::ingest {

// "{id}" of the route, if it is an order of a store that the caller may know of. A guest's own orders are
// told apart once the order is read: may_see.
asio::awaitable<domain::Result<domain::OrderId>> own_order(const web::Request& request,
                                                           const Principal& caller, Ingest& ingest);
bool may_see(const Principal& caller, std::string_view owner);
bool may_see(const Principal& caller, const domain::Order& order);

std::optional<std::int64_t> whole_number(std::string_view text);  // digits only, no sign
// What a page token is bound to: the path, the filters without the page itself, and who asks.
std::string filter_text(const web::Request& request, const Principal& caller);

}  // namespace lunchrush::ingest
