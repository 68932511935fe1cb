#include "services/callbacks/in_hand.h"

#include <catch2/catch.hpp>

using namespace lunchrush;
using callbacks::InHand;

namespace {

postgres::ClaimedNotification message_of(const std::string& trace_id) {
  postgres::ClaimedNotification message;
  message.trace_id = trace_id;
  return message;
}

std::vector<std::string> traces(const std::vector<postgres::ClaimedNotification>& messages) {
  std::vector<std::string> ids;
  for (const auto& message : messages) ids.push_back(message.trace_id);
  return ids;
}

using Traces = std::vector<std::string>;

}  // namespace

TEST_CASE("messages in hand are taken in the order in which they were stored, so many at a time",
          "[callbacks]") {
  InHand hand(10);
  for (const auto* id : {"a", "b", "c"}) hand.reserve()->fill(message_of(id));
  CHECK(traces(hand.take(2)) == Traces{"a", "b"});
  CHECK(traces(hand.take(2)) == Traces{"c"});
  CHECK(hand.take(2).empty());
}

TEST_CASE("what was not settled after all comes first again", "[callbacks]") {
  InHand hand(10);
  for (const auto* id : {"a", "b", "c"}) hand.reserve()->fill(message_of(id));
  hand.put_back(hand.take(2));
  CHECK(traces(hand.take(10)) == Traces{"a", "b", "c"});
}

TEST_CASE("no more is in hand than there are places, those of messages being stored among them",
          "[callbacks]") {
  InHand hand(2);
  auto first = hand.reserve();
  {
    const auto given_back = hand.reserve();
    CHECK_FALSE(hand.reserve().has_value());
  }
  hand.reserve()->fill(message_of("a"));
  CHECK_FALSE(hand.reserve().has_value());
  hand.take(1);
  CHECK(hand.reserve().has_value());
}

TEST_CASE("once it is closed nothing is promised any more, and what was promised is waited for",
          "[callbacks]") {
  InHand hand(2);
  auto place = hand.reserve();
  hand.close();
  CHECK_FALSE(hand.reserve().has_value());
  CHECK_FALSE(hand.empty());
  place->fill(message_of("a"));
  place.reset();
  CHECK_FALSE(hand.empty());
  hand.take(1);
  CHECK(hand.empty());
}
