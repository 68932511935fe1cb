// Dishes that are not to be made any more, or came back (退菜): what that does to the tickets of an order and
// to the order. Which lines they are of is in the tickets alone: an item keeps its place, and the places of
// an order's lines follow from the lines (kitchen.h, tickets_for).
#pragma once

#include <span>
#include <vector>

#include "services/domain/family.h"
#include "services/domain/result.h"

namespace lunchrush::domain {

struct ReturnedLine {
  int line = 0;  // of the order's lines, from 0
  int quantity = 1;
};

// A line named twice is both quantities. A ticket that nothing is left of is voided unless it was served; the
// order follows those that are left. Errors: state_conflict (the order is not the kitchen's: it is
// cancelled, expired or not accepted yet; or nothing would be left of it), invalid_request with pointers
// /lines/0/line (unknown_line) and /lines/0/quantity (more_than_left). An error changes nothing.
Result<void> return_dishes(Family& family, std::span<const ReturnedLine> lines, const Moment& moment);

// How many of each line were returned; zeros for a family without its tickets.
std::vector<int> returned_by_line(const Family& family);

}  // namespace lunchrush::domain
