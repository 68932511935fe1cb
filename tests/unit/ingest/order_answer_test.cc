#include "services/ingest/order_answer.h"

#include <google/protobuf/reflection.h>

#include <catch2/catch.hpp>

#include "services/web/codec.h"
#include "tests/unit/web/made_request.h"

using namespace lunchrush;
using namespace std::chrono_literals;

namespace {

const domain::Instant noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 4h + 1'999us;
const domain::Uuid id = domain::Uuid::v7(noon, 42, domain::StoreId{1001});
const ingest::Claim claim{std::string(32, 'd'), std::string(32, 'f')};

// Everything that an order can have when it is placed.
postgres::PlacedOrder whole() {
  postgres::PlacedOrder placed;
  auto& order = placed.order;
  order.id = {id};
  order.store = domain::StoreId{4'294'967'295};
  order.version = {1, 1};
  order.service = {domain::ServiceKind::dine_in, "A\"12\\", 4};
  order.lines = {{"gongbao",
                  "宫保鸡丁🌶️\x01\x7f",
                  3,
                  domain::Money{1900},
                  {{"mild", "微辣", domain::Money{100}}, {"less", "少", domain::Money{-50}}},
                  domain::Money{5700},
                  "不要\n花生",
                  "wok",
                  {{"tea", "茶\xFF", 2, "drinks"}, {"rice", "饭", 1, "wok"}}},
                 {"soup", "汤", 1, domain::Money{0}, {}, domain::Money{0}, "", "", {}}};
  order.total = domain::Money{5700};
  order.timing = domain::PaymentTiming::postpay;
  order.note = "</script>\t";
  order.client_order_no = "N-1";
  order.owner = "device:pos-1";
  order.business_date = "2026-11-21";
  order.pickup_number = 101;
  order.created_at = noon;
  order.expires_at = noon + 15min;
  order.updated_at = noon + 1us;
  placed.intent = {{id}, domain::Money{5700}, {}, {1, 1}, domain::Money{7}, noon + 15min};
  return placed;
}

postgres::Placed answered(const postgres::PlacedOrder& order) {
  postgres::Placed placed{.what = std::make_shared<postgres::PlacedOrder>(order)};
  ingest::write_json(placed);
  return placed;
}

void check_same(const postgres::PlacedOrder& placed) {
  CHECK(ingest::json_of(placed) == web::to_json(ingest::response_of(placed)));
}

// Which fields of it are not set, nested ones included.
std::vector<std::string> unset(const google::protobuf::Message& message) {
  std::vector<std::string> names;
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i != message.GetDescriptor()->field_count(); ++i) {
    const auto* field = message.GetDescriptor()->field(i);
    const bool message_field = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field)
                                           : static_cast<int>(reflection.HasField(message, field));
    if (count == 0) names.push_back(field->full_name());
    if (count == 0 || !message_field || field->message_type()->file()->package() != "lunchrush.v1") continue;
    const auto& inner = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, 0)
                                             : reflection.GetMessage(message, field);
    for (auto& name : unset(inner)) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

TEST_CASE("a placed order's JSON is what the codec prints of its message, byte for byte", "[ingest]") {
  check_same(whole());
  check_same({});
  auto prepaid = whole();
  prepaid.order.pickup_number.reset();
  check_same(prepaid);
  auto postpaid = whole();
  postpaid.order.expires_at.reset();
  postpaid.intent.expires_at.reset();
  check_same(postpaid);
}

TEST_CASE("every word of a placed order's JSON is the codec's", "[ingest]") {
  const auto check_each = [](auto& word, int count, const postgres::PlacedOrder& placed) {
    for (int i = 0; i != count; ++i) {
      word = static_cast<std::remove_reference_t<decltype(word)>>(i);
      check_same(placed);
    }
  };
  auto placed = whole();
  check_each(placed.order.status, 7, placed);
  check_each(placed.order.channel, 5, placed);
  check_each(placed.order.service.kind, 3, placed);
  check_each(placed.order.timing, 2, placed);
  check_each(placed.intent.status, 8, placed);
}

// What is compared above is then all there is: a new field of the contract is missed here first.
TEST_CASE("the order of these tests has every field of the contract but what comes later", "[ingest]") {
  CHECK(unset(ingest::response_of(whole())) == std::vector<std::string>{"lunchrush.v1.OrderLine.returned"});
}

TEST_CASE("who asks again is answered with the same bytes, as JSON and as protobuf", "[ingest]") {
  auto order = whole();
  order.order.lines[0].components[0].name = "茶";  // well-formed, as the menu's are
  const auto placed = answered(order);
  const auto kept = ingest::remembered(claim, placed);
  for (const auto media : {web::MediaType::json, web::MediaType::protobuf}) {
    web::MadeRequest asked({});
    asked.request.accept = media;
    const auto first = ingest::created(asked.request, placed);
    const auto again = ingest::replay_of(kept, claim, asked.request);
    REQUIRE(again.has_value());
    CHECK(again->status == 201);
    CHECK(again->content_type == first.content_type);
    CHECK(again->body == first.body);
    auto headers = first.headers;
    headers.emplace_back("Idempotent-Replayed", "true");
    CHECK(again->headers == headers);
    CHECK(headers.front().second == "/v1/orders/" + order.order.id.text());
  }
}

TEST_CASE("nothing is answered from what Redis keeps for another request, or from what is no answer of ours",
          "[ingest]") {
  const auto kept = ingest::remembered(claim, answered(whole()));
  web::MadeRequest asked({});
  const ingest::Claim other{claim.digest, std::string(32, 'g')};
  CHECK_FALSE(ingest::replay_of(kept, other, asked.request).has_value());
  CHECK_FALSE(ingest::replay_of("", claim, asked.request).has_value());
  CHECK_FALSE(ingest::replay_of(claim.fingerprint, claim, asked.request).has_value());
  CHECK_FALSE(ingest::replay_of(claim.fingerprint.substr(1), claim, asked.request).has_value());
  asked.request.accept = web::MediaType::protobuf;
  CHECK_FALSE(ingest::replay_of(claim.fingerprint + "id\n{", claim, asked.request).has_value());
}
