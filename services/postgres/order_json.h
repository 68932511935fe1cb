// What an order keeps as JSON, written straight into a string: columns of orders and tickets (rows.h reads
// them back) and parts of events.
#pragma once

#include <string>
#include <vector>

#include "services/domain/family.h"

namespace lunchrush::postgres {

void append_service(std::string& out, const domain::Service& service);
void append_lines(std::string& out, const std::vector<domain::OrderLine>& lines);
void append_items(std::string& out, const std::vector<domain::TicketItem>& items);

}  // namespace lunchrush::postgres
