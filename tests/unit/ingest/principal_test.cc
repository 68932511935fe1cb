#include "services/ingest/principal.h"

#include <catch2/catch.hpp>

using namespace lunchrush;
using ingest::Principal;
using K = ingest::PrincipalKind;

namespace {

constexpr domain::MerchantId ours{1};
constexpr domain::MerchantId theirs{2};

postgres::Store store(std::uint32_t number, domain::MerchantId merchant) {
  postgres::Store made;
  made.id = domain::StoreId{number};
  made.merchant = merchant;
  return made;
}

}  // namespace

TEST_CASE("a route's `who` names a kind of caller, or a kind with its role", "[ingest]") {
  const Principal guest{K::guest, "guest:gst_1", "", {}, {domain::StoreId{1001}}, "A1"};
  const Principal kitchen{K::device, "device:k", "kitchen", ours, {domain::StoreId{1001}}, ""};
  const Principal owner{K::staff, "staff:o", "owner", ours, {}, ""};
  CHECK(guest.is("guest"));
  CHECK_FALSE(guest.is("staff"));
  CHECK_FALSE(guest.is("device:kitchen"));
  CHECK(kitchen.is("device"));
  CHECK(kitchen.is("device:kitchen"));
  CHECK_FALSE(kitchen.is("device:pos"));
  CHECK_FALSE(kitchen.is("staff:kitchen"));
  CHECK(owner.is("staff"));
  CHECK(owner.is("staff:owner"));
  CHECK_FALSE(owner.is("staff:manager"));
  CHECK_FALSE(owner.is(""));
}

TEST_CASE(
    "a caller's stores are its own: one for guests and devices, some or all of the merchant's for staff [row "
    "84]",
    "[ingest]") {
  const Principal guest{K::guest, "guest:gst_1", "", {}, {domain::StoreId{1001}}, "A1"};
  const Principal device{K::device, "device:k", "kitchen", ours, {domain::StoreId{1001}}, ""};
  const Principal owner{K::staff, "staff:o", "owner", ours, {}, ""};
  const Principal cashier{K::staff, "staff:c", "cashier", ours, {domain::StoreId{1002}}, ""};
  struct Row {
    postgres::Store store;
    bool guest, device, owner, cashier;
  };
  for (const auto& row :
       {Row{store(1001, ours), true, true, true, false}, Row{store(1002, ours), false, false, true, true},
        Row{store(1003, ours), false, false, true, false},
        Row{store(2001, theirs), false, false, false, false},
        // A key's list of stores does not reach into another merchant's.
        Row{store(1002, theirs), false, false, false, false}}) {
    CAPTURE(number(row.store.id), number(row.store.merchant));
    CHECK(guest.covers(row.store) == row.guest);
    CHECK(device.covers(row.store) == row.device);
    CHECK(owner.covers(row.store) == row.owner);
    CHECK(cashier.covers(row.store) == row.cashier);
  }
}
