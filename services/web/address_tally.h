// How many connections each address holds. Bounded by the connections there are: an address without one is
// forgotten.
#pragma once

#include <optional>
#include <unordered_map>
#include <utility>

#include "services/web/address_set.h"

namespace lunchrush::web {

class AddressTally {
 public:
  // Those in `uncounted` may hold any number: a proxy is many clients, and loopback is ourselves.
  AddressTally(std::size_t each_max, AddressSet uncounted)
      : each_max_(each_max), uncounted_(std::move(uncounted)) {}

  // One connection's, given back with its end. The tally outlives it.
  class Place {
   public:
    Place() = default;
    Place(AddressTally* tally, asio::ip::address_v6 network) : tally_(tally), network_(network) {}
    Place(Place&& other) noexcept : tally_(std::exchange(other.tally_, nullptr)), network_(other.network_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (tally_ != nullptr) tally_->leave(network_);
    }

   private:
    AddressTally* tally_ = nullptr;  // none: not counted
    asio::ip::address_v6 network_;
  };

  void leave_uncounted(const AddressSet& more) { uncounted_.add(more); }
  std::optional<Place> enter(const asio::ip::address& address);  // nothing: it has as many as it may
  std::size_t addresses() const { return held_.size(); }

 private:
  void leave(const asio::ip::address_v6& network);

  std::size_t each_max_;
  AddressSet uncounted_;
  std::unordered_map<asio::ip::address_v6, std::size_t> held_;
};

}  // namespace lunchrush::web
