#include "services/domain/ids.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <unordered_set>

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

constexpr StoreId store{4'000'000'001};
const Instant noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 4h;

Uuid any_uuid(std::mt19937_64& random) {
  Uuid id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random());
  return id;
}

}  // namespace

TEST_CASE("an id is a UUID of version 7 that names its millisecond and its store", "[domain]") {
  const auto id = Uuid::v7(noon + 123'456us, 0xffff'ffff'ffff'ffff, store);
  CHECK(id.text() == "01a1fc42-d27b-7fff-bfff-ffffee6b2801");
  CHECK(id.store() == store);
  CHECK(Uuid::v7(noon + 123'456us, 0, store).text() == "01a1fc42-d27b-7000-8000-0000ee6b2801");
}

TEST_CASE("ids of later milliseconds are greater, whatever their entropy", "[domain]") {
  std::mt19937_64 random{7};
  for (int i = 0; i != 1'000; ++i) {
    const auto earlier = Uuid::v7(noon + std::chrono::milliseconds{i}, random(),
                                  StoreId{static_cast<std::uint32_t>(random())});
    const auto later = Uuid::v7(noon + std::chrono::milliseconds{i + 1}, random(),
                                StoreId{static_cast<std::uint32_t>(random())});
    REQUIRE(earlier < later);
    REQUIRE(to_base32(earlier) < to_base32(later));
    REQUIRE(earlier.text() < later.text());
  }
}

TEST_CASE("42 bits of entropy tell the ids of one millisecond apart", "[domain]") {
  std::unordered_set<Uuid> ids;
  for (int bit = 0; bit != 42; ++bit) ids.insert(Uuid::v7(noon, std::uint64_t{1} << bit, store));
  CHECK(ids.size() == 42);
  CHECK(Uuid::v7(noon, std::uint64_t{1} << 42, store) == Uuid::v7(noon, 0, store));
}

TEST_CASE("every id survives its way through both of its texts", "[domain]") {
  std::mt19937_64 random{20261121};
  for (int i = 0; i != 2'000; ++i) {
    const auto id = any_uuid(random);
    REQUIRE(Uuid::from_text(id.text()) == id);
    REQUIRE(from_base32(to_base32(id)) == id);
    REQUIRE(OrderId::from_text(OrderId{id}.text()) == OrderId{id});
  }
}

TEST_CASE("base32 is Crockford's alphabet in lower case, as TypeID has it", "[domain]") {
  // The pairs of TypeID's own specification.
  CHECK(to_base32(*Uuid::from_text("00000000-0000-0000-0000-000000000000")) == "00000000000000000000000000");
  CHECK(to_base32(*Uuid::from_text("00000000-0000-0000-0000-000000000001")) == "00000000000000000000000001");
  CHECK(to_base32(*Uuid::from_text("00000000-0000-0000-0000-00000000000a")) == "0000000000000000000000000a");
  CHECK(to_base32(*Uuid::from_text("00000000-0000-0000-0000-000000000010")) == "0000000000000000000000000g");
  CHECK(to_base32(*Uuid::from_text("00000000-0000-0000-0000-000000000020")) == "00000000000000000000000010");
  CHECK(to_base32(*Uuid::from_text("ffffffff-ffff-ffff-ffff-ffffffffffff")) == "7zzzzzzzzzzzzzzzzzzzzzzzzz");
  CHECK(to_base32(*Uuid::from_text("0110c853-1d09-52d8-d73e-1194e95b5f19")) == "0123456789abcdefghjkmnpqrs");
}

TEST_CASE("what is not an id is not one", "[domain]") {
  const std::string good = "01kay60bvv7sztbzzzzzxp6a01";
  REQUIRE(from_base32(good).has_value());
  for (const auto& text :
       {std::string(), good.substr(1), good + "0", "8" + good.substr(1), "z" + good.substr(1),
        good.substr(1) + "i", good.substr(1) + "l", good.substr(1) + "o", good.substr(1) + "u",
        good.substr(1) + "A", good.substr(1) + "-", good.substr(1) + std::string(1, '\0'),
        good.substr(1) + "\xff"}) {
    CAPTURE(text);
    CHECK_FALSE(from_base32(text).has_value());
  }
  for (const auto& text : {good, "ord" + good, "ord-" + good, "pay_" + good, "ORD_" + good,
                           "ord_" + good + "0", std::string("ord_"), "ord__" + good.substr(1)}) {
    CAPTURE(text);
    CHECK_FALSE(OrderId::from_text(text).has_value());
  }
  CHECK(OrderId::from_text("ord_" + good).has_value());
}

TEST_CASE("a UUID's text has its hyphens, its length and nothing but hex digits of either case", "[domain]") {
  CHECK(Uuid::from_text("01A1FC42-D27B-7FFF-BFFF-FFFFEE6B2801") ==
        Uuid::from_text("01a1fc42-d27b-7fff-bfff-ffffee6b2801"));
  for (const auto* text : {"", "01a1fc42d27b7fffbfffffffee6b2801", "01a1fc42-d27b-7fff-bfff-ffffee6b280",
                           "01a1fc42-d27b-7fff-bfff-ffffee6b28011", "01a1fc42_d27b-7fff-bfff-ffffee6b2801",
                           "01a1fc42-d27b-7fff-bfff-ffffee6b280g", "-1a1fc42-d27b-7fff-bfff-ffffee6b2801"}) {
    CAPTURE(text);
    CHECK_FALSE(Uuid::from_text(text).has_value());
  }
}

TEST_CASE("a payment's and a refund's number fit both gateways: 30 characters of [a-z0-9_]", "[domain]") {
  const auto id = Uuid::v7(noon, 12345, store);
  for (const auto& text : {PaymentId{id}.text(), RefundId{id}.text()}) {
    CHECK(text.size() == 30);
    CHECK(std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }));
  }
}
