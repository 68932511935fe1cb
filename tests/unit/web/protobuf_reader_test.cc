#include <catch2/catch.hpp>

#include "proto/lunchrush/v1/orders.pb.h"
#include "proto/lunchrush/v1/payments.pb.h"
#include "services/web/codec.h"
#include "tests/unit/web/specimen.h"

using namespace lunchrush;
using namespace lunchrush::web;
using domain::ErrorCode;

namespace {

std::string faults_of(const domain::Result<void>& outcome) {
  if (outcome.has_value()) return "none";
  std::string text;
  for (const auto& field : outcome.error().fields)
    text += (text.empty() ? "" : "; ") + field.pointer + " " + field.code;
  return text;
}

v1::CreateOrderRequest good_order() {
  v1::CreateOrderRequest order;
  order.set_store_id(1001);
  order.set_channel(v1::CHANNEL_POS);
  order.mutable_service()->set_kind(v1::SERVICE_KIND_DINE_IN);
  auto& line = *order.add_lines();
  line.set_sku("gongbao");
  line.set_quantity(1);
  return order;
}

std::string faults_after(const std::function<void(v1::CreateOrderRequest&)>& change) {
  auto order = good_order();
  change(order);
  v1::CreateOrderRequest read;
  return faults_of(from_protobuf(order.SerializeAsString(), read));
}

}  // namespace

TEST_CASE("a good order is read from protobuf") {
  v1::CreateOrderRequest read;
  REQUIRE(from_protobuf(good_order().SerializeAsString(), read).has_value());
  CHECK(read.lines(0).sku() == "gongbao");
}

TEST_CASE("the rules hold for protobuf as they do for JSON [row 17]") {
  using Order = v1::CreateOrderRequest;
  using Change = std::function<void(Order&)>;
  auto [change, faults] = GENERATE(table<Change, std::string>({
      {[](Order&) {}, "none"},
      {[](Order& o) { o.set_store_id(0); }, "/store_id out_of_range"},
      {[](Order& o) { o.set_store_id(4294967296); }, "/store_id out_of_range"},
      {[](Order& o) { o.clear_channel(); }, "/channel required"},
      {[](Order& o) { o.set_channel(static_cast<v1::Channel>(99)); }, "/channel unknown_value"},
      {[](Order& o) { o.clear_service(); }, "/service required"},
      {[](Order& o) { o.mutable_service()->clear_kind(); }, "/service/kind required"},
      {[](Order& o) { o.mutable_service()->set_guests(-1); }, "/service/guests out_of_range"},
      {[](Order& o) { o.clear_lines(); }, "/lines required"},
      {[](Order& o) { o.add_lines(); }, "/lines/1/sku required; /lines/1/quantity out_of_range"},
      {[](Order& o) { o.mutable_lines(0)->set_sku("Bad"); }, "/lines/0/sku bad_character"},
      {[](Order& o) { o.mutable_lines(0)->add_options("no no"); }, "/lines/0/options/0 bad_character"},
      {[](Order& o) {
         for (int i = 0; i != 100; ++i) *o.add_lines() = o.lines(0);
       },
       "/lines too_many"},
      {[](Order& o) { o.set_note(std::string("a\0b", 3)); }, "/note nul_character"},
      {[](Order& o) { o.set_note(std::string(201, 'x')); }, "/note too_long"},
      {[](Order& o) { o.set_expected_total(-1); }, "/expected_total out_of_range"},
  }));
  CHECK(faults_after(change) == faults);
}

TEST_CASE("what is not a message of the type is malformed [row 16]") {
  using namespace std::string_literals;
  const auto bytes = GENERATE(values<std::string>({
      "\x08"s, "\xff\xff\xff"s, "{\"store_id\":1}"s, "\x42\x05hi"s,
      "\x42\x02\xff\xfe"s,  // note is not UTF-8
  }));
  v1::CreateOrderRequest read;
  const auto outcome = from_protobuf(bytes, read);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().code == ErrorCode::malformed_body);
}

TEST_CASE("unknown field numbers are refused, wherever they are [row 85]") {
  using namespace std::string_literals;
  CHECK(faults_after([](auto& order) {
          order.GetReflection()->MutableUnknownFields(&order)->AddVarint(99, 1);
        }) == " unknown_member");
  CHECK(faults_after([](auto& order) {
          auto& line = *order.mutable_lines(0);
          line.GetReflection()->MutableUnknownFields(&line)->AddVarint(99, 1);
        }) == "/lines/0 unknown_member");
}

TEST_CASE("nesting deeper than the limit is malformed [row 15]") {
  const auto specimen = new_specimen();
  auto* part = specimen.get();
  const auto* field = specimen->GetDescriptor()->FindFieldByName("part");
  part = part->GetReflection()->MutableMessage(part, field);
  for (int depth = 0; depth != 20; ++depth) {
    part->GetReflection()->SetString(part, part->GetDescriptor()->FindFieldByName("name"), "a");
    part = part->GetReflection()->AddMessage(part, part->GetDescriptor()->FindFieldByName("parts"));
  }
  const auto read = new_specimen();
  const auto outcome = from_protobuf(specimen->SerializeAsString(), *read);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().code == ErrorCode::malformed_body);
}

TEST_CASE("entries of maps are checked by their key's pointer") {
  v1::PaymentAction action;
  (*action.mutable_client_parameters())["a/b"] = std::string(2000, 'x');
  v1::PaymentAction read;
  CHECK(faults_of(from_protobuf(action.SerializeAsString(), read)) == "/client_parameters/a~1b too_long");
}
