#include "services/callbacks/in_hand.h"

#include <algorithm>
#include <iterator>

namespace lunchrush::callbacks {

std::optional<InHand::Place> InHand::reserve() {
  if (closed_ || waiting_.size() + reserved_ >= most_) return std::nullopt;
  return std::optional<Place>(std::in_place, *this);
}

std::vector<postgres::ClaimedNotification> InHand::take(std::size_t most) {
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(most, waiting_.size()));
  std::vector<postgres::ClaimedNotification> taken(std::make_move_iterator(waiting_.begin()),
                                                   std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return taken;
}

void InHand::put_back(std::vector<postgres::ClaimedNotification> messages) {
  waiting_.insert(waiting_.begin(), std::make_move_iterator(messages.begin()),
                  std::make_move_iterator(messages.end()));
}

}  // namespace lunchrush::callbacks
