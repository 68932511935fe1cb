#include "services/web/openapi.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "proto/lunchrush/v1/orders.pb.h"
#include "proto/lunchrush/v1/payments.pb.h"

using namespace lunchrush;
using namespace lunchrush::web;
namespace json = boost::json;

namespace {

json::value document() {
  Router router;
  router.add({.method = http::verb::post,
              .pattern = "/v1/orders",
              .name = "create_order",
              .summary = "Place an order",
              .request = v1::CreateOrderRequest::descriptor(),
              .response = v1::CreateOrderResponse::descriptor(),
              .success_status = 201,
              .who = {"guest", "device:pos", "staff"},
              .idempotency_key = true,
              .problems = {"sold_out", "price_changed"}});
  router.add({.method = http::verb::get,
              .pattern = "/v1/orders/{id}",
              .name = "get_order",
              .summary = "Read an order",
              .response = v1::OrderView::descriptor(),
              .who = {"guest"},
              .problems = {"precondition_failed"},
              .etag = true,
              .priority = Priority::query});
  router.add({.method = http::verb::get,
              .pattern = "/v1/orders",
              .name = "list_orders",
              .summary = "Find orders",
              .response = v1::ListOrdersResponse::descriptor(),
              .who = {"staff"},
              .query = {{"page_size", "How many", "integer"}}});
  router.add({.method = http::verb::get,
              .pattern = "/v1/stores/{id}/events",
              .name = "events",
              .response_media_type = "text/event-stream"});
  return json::parse(openapi_document(router, {"Lunchrush", "1.0.0", "Orders."}));
}

// "/paths/~1v1~1orders/post" of the document.
const json::value& at(const json::value& whole, std::string_view pointer) {
  return whole.at_pointer({pointer.data(), pointer.size()});
}

void collect_references(const json::value& value, std::vector<std::string>& references) {
  if (const auto* object = value.if_object())
    for (const auto& member : *object) {
      if (member.key() == "$ref") references.emplace_back(member.value().as_string());
      collect_references(member.value(), references);
    }
  if (const auto* array = value.if_array())
    for (const auto& item : *array) collect_references(item, references);
}

}  // namespace

TEST_CASE("every reference of the document resolves") {
  const auto whole = document();
  std::vector<std::string> references;
  collect_references(whole, references);
  CHECK(references.size() > 20);
  for (const auto& reference : references) {
    CAPTURE(reference);
    REQUIRE(reference.starts_with("#/"));
    boost::system::error_code ec;
    CHECK(whole.find_pointer(reference.substr(1), ec) != nullptr);
  }
}

TEST_CASE("an operation says who, what, the key, and its problems by status") {
  const auto whole = document();
  const auto& order = at(whole, "/paths/~1v1~1orders/post");
  CHECK(order.at("operationId") == "create_order");
  CHECK(order.at("security") == json::parse(R"([{"guest":[]},{"device":["pos"]},{"staff":[]}])"));
  CHECK(at(order, "/parameters/0/name") == "Idempotency-Key");
  CHECK(at(order, "/parameters/0/required") == true);
  CHECK(at(order, "/requestBody/content/application~1json/schema/$ref") ==
        "#/components/schemas/CreateOrderRequest");
  CHECK(at(order, "/responses/201/content/application~1json/schema/$ref") ==
        "#/components/schemas/CreateOrderResponse");
  const auto& conflict = at(order, "/responses/409");
  CHECK(conflict.at("x-problem-codes") == json::parse(R"(["in_progress","sold_out","price_changed"])"));
  CHECK(at(conflict, "/content/application~1problem+json/schema/$ref") == "#/components/schemas/Problem");
  for (const auto status : {"400", "401", "403", "413", "415", "422", "429", "500", "503"})
    CHECK(order.at("responses").as_object().contains(status));
}

TEST_CASE("path, query and header parameters are declared") {
  const auto whole = document();
  const auto& get = at(whole, "/paths/~1v1~1orders~1{id}/get");
  CHECK(at(get, "/parameters/0") ==
        json::parse(R"({"in":"path","name":"id","required":true,"schema":{"type":"string"}})"));
  CHECK(at(get, "/parameters/1/name") == "If-None-Match");
  CHECK(at(get, "/parameters/2/name") == "If-Match");
  CHECK(at(get, "/parameters/3/$ref") == "#/components/parameters/RequestTimeout");
  CHECK(at(whole, "/components/parameters/RequestTimeout/name") == "X-Request-Timeout-Ms");
  CHECK(get.at("responses").as_object().contains("304"));
  CHECK(!get.as_object().contains("requestBody"));
  CHECK(at(whole, "/paths/~1v1~1orders/get/parameters/0/schema/type") == "integer");
  CHECK(at(whole, "/paths/~1v1~1stores~1{id}~1events/get/responses/200/content")
            .as_object()
            .contains("text/event-stream"));
}

TEST_CASE("what is asked shows its rules") {
  const auto whole = document();
  const auto& order = at(whole, "/components/schemas/CreateOrderRequest");
  CHECK(order.at("additionalProperties") == false);
  CHECK(order.at("required") == json::parse(R"(["store_id","channel","service","lines"])"));
  CHECK(order.at("description") == "What the guest asks for; the price is ours.");
  CHECK(at(order, "/properties/store_id/maximum") == 4294967295);
  CHECK(at(order, "/properties/lines/minItems") == 1);
  CHECK(at(order, "/properties/lines/maxItems") == 100);
  CHECK(at(order, "/properties/service/$ref") == "#/components/schemas/ServiceInput");
  const auto& line = at(whole, "/components/schemas/NewOrderLine");
  CHECK(line.at("required") == json::parse(R"(["sku","quantity"])"));
  CHECK(at(line, "/properties/sku") ==
        json::parse(R"({"type":"string","minLength":1,"maxLength":40,"pattern":"^[a-z0-9_]*$"})"));
  CHECK(at(line, "/properties/quantity/minimum") == 1);
}

TEST_CASE("what is answered is closed, and says what is always there") {
  const auto whole = document();
  const auto& order = at(whole, "/components/schemas/Order");
  CHECK(order.at("additionalProperties") == false);
  const auto& required = order.at("required").as_array();
  const auto requires_member = [&](std::string_view name) {
    return std::find(required.begin(), required.end(), json::value(name)) != required.end();
  };
  CHECK(requires_member("id"));
  CHECK(requires_member("lines"));
  CHECK(!requires_member("pickup_number"));
  CHECK(!requires_member("expires_at"));
  CHECK(!requires_member("status"));
  CHECK(at(order, "/properties/total") == json::parse(R"({"type":"integer","format":"int64"})"));
  CHECK(at(order, "/properties/created_at") == json::parse(R"({"type":"string","format":"date-time"})"));
  CHECK(at(order, "/properties/status/x-extensible-enum/0") == "awaiting_payment");
  CHECK(!at(order, "/properties/status").as_object().contains("enum"));
  CHECK(at(order, "/properties/service/$ref") == "#/components/schemas/Service");
}

TEST_CASE("a route cannot promise a problem that does not exist") {
  Router router;
  router.add({.method = http::verb::get, .pattern = "/", .name = "x", .problems = {"no_such_code"}});
  CHECK_THROWS_AS(openapi_document(router, {"", "", ""}), std::logic_error);
}
