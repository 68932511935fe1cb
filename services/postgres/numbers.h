// From the numbers that gateways write in their messages to the orders they belong to, many at once.
#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "services/domain/ids.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

using Number = std::variant<domain::PaymentId, domain::RefundId>;

// One answer per number, in their order; nullopt: nobody has it. Errors: unavailable, internal.
domain::Result<std::vector<std::optional<domain::OrderId>>> orders_of(Session& session,
                                                                      std::span<const Number> numbers);

}  // namespace lunchrush::postgres
