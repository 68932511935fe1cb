#include "services/web/body.h"

#include <catch2/catch.hpp>

#include "proto/lunchrush/v1/orders.pb.h"
#include "services/web/codec.h"
#include "tests/unit/web/made_request.h"

using namespace lunchrush;
using namespace lunchrush::web;
using domain::ErrorCode;

TEST_CASE("a body is read as its Content-Type says") {
  v1::CancelOrderRequest sent;
  sent.set_reason("太慢");
  MadeRequest made({});
  v1::CancelOrderRequest read;

  const auto json = to_json(sent);
  made.request.content_type = MediaType::json;
  made.request.body = json;
  REQUIRE(read_body(made.request, read).has_value());
  CHECK(read.reason() == "太慢");

  const auto bytes = sent.SerializeAsString();
  made.request.content_type = MediaType::protobuf;
  made.request.body = bytes;
  REQUIRE(read_body(made.request, read).has_value());
  CHECK(read.reason() == "太慢");

  made.request.content_type = GENERATE(MediaType::form, MediaType::other, MediaType::none);
  CHECK(read_body(made.request, read).error().code == ErrorCode::unsupported_media_type);
}

TEST_CASE("no body is an empty message, and held to its rules") {
  MadeRequest made({});
  made.request.content_type = GENERATE(MediaType::none, MediaType::json, MediaType::protobuf);
  v1::CancelOrderRequest cancel;
  CHECK(read_body(made.request, cancel).has_value());
  v1::CreateOrderRequest order;
  CHECK(read_body(made.request, order).error().code == ErrorCode::invalid_request);
}

TEST_CASE("an answer is in the form that was asked for") {
  v1::CancelOrderRequest message;
  message.set_reason("x");
  MadeRequest made({});
  const auto json = reply(made.request, 201, message);
  CHECK(json.status == 201);
  CHECK(json.content_type == "application/json");
  CHECK(json.body == R"({"reason":"x"})");
  made.request.accept = MediaType::protobuf;
  const auto protobuf = reply(made.request, 200, message);
  CHECK(protobuf.content_type == "application/x-protobuf");
  CHECK(protobuf.body == message.SerializeAsString());
}
