// How important a route is when not everything can be served, and which share of the server each kind may
// fill: of two kinds the more important one is still admitted when the other is already refused.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace lunchrush::web {

enum class Priority {
  exempt,        // health, metrics, pages for people: neither counted nor refused
  menu,          // can be read again; the page has an earlier copy
  order,         // new orders, their payments, new sessions: the guest is told to try again
  query,         // orders, tickets, feeds: what was accepted has to be seen
  command,       // of staff and kitchen, and cancelling: they empty the restaurant
  notification,  // of a gateway: money that has moved
};

struct PriorityTerms {
  std::string_view name;      // metric label
  std::size_t share_percent;  // of the limit: what this kind may fill
  std::size_t part_percent;   // beyond it, up to here, those are admitted who hold less than their part
  bool yields_to_lag;         // refused also when only the event loop is late
};

// Steps of at least ten: at the floor of the limit that still makes thirty places for the next kind, and for
// those of this kind who are crowded out by one that brings more than its part (shares.h). Menus
// are answered from memory without ever waiting, so that many of them are never seen at once: the loop's
// lateness is what tells. The others are never refused by lateness alone: when refusing fills the loop,
// refusing more does not empty it.
inline constexpr std::array<PriorityTerms, 6> priority_terms{{{"exempt", 100, 100, false},
                                                              {"menu", 60, 80, true},
                                                              {"order", 80, 95, false},
                                                              {"query", 90, 100, false},
                                                              {"command", 100, 100, false},
                                                              {"notification", 100, 100, false}}};

constexpr const PriorityTerms& terms_of(Priority priority) {
  return priority_terms[static_cast<std::size_t>(priority)];
}

}  // namespace lunchrush::web
