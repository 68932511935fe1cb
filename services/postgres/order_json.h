// What an order keeps as JSON: columns of orders and tickets, and parts of events. Written straight into a
// string.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/family.h"

namespace lunchrush::postgres {

void append_service(std::string& out, const domain::Service& service);
void append_lines(std::string& out, const std::vector<domain::OrderLine>& lines);
void append_items(std::string& out, const std::vector<domain::TicketItem>& items);

// And back. Throw std::runtime_error or what Boost.JSON throws: the schema is ours.
domain::Service to_service(std::string_view text);
std::vector<domain::OrderLine> to_lines(std::string_view text);
std::vector<domain::TicketItem> to_items(std::string_view text);

}  // namespace lunchrush::postgres
