#include "services/simulator/event.h"

#include <array>
#include <utility>

namespace lunchrush::simulator {
namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 4> kinds{{{EventKind::payment, "payment"},
                                                                       {EventKind::refund, "refund"},
                                                                       {EventKind::finished, "finished"},
                                                                       {EventKind::closed, "closed"}}};

}  // namespace

std::string_view name_of(EventKind kind) {
  for (const auto& [known, name] : kinds) {
    if (known == kind) return name;
  }
  return "unknown";
}

bool event_kind_named(std::string_view name, EventKind& kind) {
  for (const auto& [known, text] : kinds) {
    if (text == name) {
      kind = known;
      return true;
    }
  }
  return false;
}

}  // namespace lunchrush::simulator
