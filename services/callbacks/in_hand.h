// Notifications that this process claimed while it stored them: it settles them itself, without looking for
// them in the inbox. Should it die, their lease ends and somebody else finds them there. Everything on the
// executor's thread.
#pragma once

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "services/postgres/inbox.h"

namespace lunchrush::callbacks {

class InHand {
 public:
  // A place for one message, taken before it is stored; given back unless it is filled.
  class Place {
   public:
    explicit Place(InHand& of) : of_(&of) { ++of_->reserved_; }
    Place(Place&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (of_ != nullptr) --of_->reserved_;
    }
    void fill(postgres::ClaimedNotification message) { of_->waiting_.push_back(std::move(message)); }

   private:
    InHand* of_;
  };

  explicit InHand(std::size_t most) : most_(most) {}

  // None: so many wait already, or the process ends. The message is stored for whoever comes first.
  std::optional<Place> reserve();
  void close() { closed_ = true; }

  std::vector<postgres::ClaimedNotification> take(std::size_t most);
  void put_back(std::vector<postgres::ClaimedNotification> messages);  // they were not settled after all
  bool empty() const { return waiting_.empty() && reserved_ == 0; }

 private:
  std::size_t most_;
  std::size_t reserved_ = 0;
  bool closed_ = false;
  std::deque<postgres::ClaimedNotification> waiting_;
};

}  // namespace lunchrush::callbacks
