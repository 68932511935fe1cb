#include "services/ingest/wire.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "services/web/codec.h"

using namespace lunchrush;
using namespace std::chrono_literals;

namespace {

// ORDER_STATUS_AWAITING_PAYMENT is "awaiting_payment" on the wire.
template <class Wire>
std::string wire_name(Wire value, std::string_view prefix) {
  auto text = google::protobuf::GetEnumDescriptor<Wire>()->FindValueByNumber(static_cast<int>(value))->name();
  REQUIRE(text.starts_with(prefix));
  text.erase(0, prefix.size());
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// As many words on each side, UNSPECIFIED apart.
template <class Wire>
int words() {
  return google::protobuf::GetEnumDescriptor<Wire>()->value_count() - 1;
}

template <class Wire, class Domain, class ToWire>
void check_each(std::string_view prefix, int count, ToWire to_wire_of) {
  CHECK(words<Wire>() == count);
  for (int i = 0; i != count; ++i) {
    const auto word = static_cast<Domain>(i);
    CHECK(wire_name<Wire>(to_wire_of(word), prefix) == name(word));
  }
}

const domain::Instant noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 4h;
const domain::Uuid id = domain::Uuid::v7(noon, 42, domain::StoreId{1001});

}  // namespace

TEST_CASE("an order's words are the same on the wire and inside, every one of them", "[ingest]") {
  domain::Order order;
  check_each<v1::OrderStatus, domain::OrderStatus>("ORDER_STATUS_", 7, [&](auto word) {
    order.status = word;
    return ingest::to_wire(order).status();
  });
  check_each<v1::Channel, domain::Channel>("CHANNEL_", 5, [&](auto word) {
    order.channel = word;
    CHECK(ingest::to_domain(ingest::to_wire(order).channel()) == word);
    return ingest::to_wire(order).channel();
  });
  check_each<v1::ServiceKind, domain::ServiceKind>("SERVICE_KIND_", 3, [&](auto word) {
    order.service.kind = word;
    CHECK(ingest::to_domain(ingest::to_wire(order).service().kind()) == word);
    return ingest::to_wire(order).service().kind();
  });
  check_each<v1::PaymentTiming, domain::PaymentTiming>("PAYMENT_TIMING_", 2, [&](auto word) {
    order.timing = word;
    return ingest::to_wire(order).payment_timing();
  });
}

TEST_CASE("the words of an order's money are the same on the wire and inside, every one of them",
          "[ingest]") {
  domain::Intent intent;
  check_each<v1::IntentStatus, domain::IntentStatus>("INTENT_STATUS_", 8, [&](auto word) {
    intent.status = word;
    return ingest::to_wire(intent).status();
  });
  domain::Payment payment;
  check_each<v1::PaymentMethod, domain::PaymentMethod>("PAYMENT_METHOD_", 6, [&](auto word) {
    payment.method = word;
    CHECK(ingest::to_domain(ingest::to_wire(payment, {}).method()) == word);
    return ingest::to_wire(payment, {}).method();
  });
  domain::Refund refund;
  check_each<v1::RefundStatus, domain::RefundStatus>("REFUND_STATUS_", 5, [&](auto word) {
    refund.status = word;
    return ingest::to_wire(refund, {}).status();
  });
}

TEST_CASE("a ticket's words are the same on the wire and inside, every one of them", "[ingest]") {
  postgres::KitchenTicket ticket;
  check_each<v1::TicketStatus, domain::TicketStatus>("TICKET_STATUS_", 5, [&](auto word) {
    ticket.ticket.status = word;
    return ingest::to_wire(ticket).status();
  });
  check_each<v1::Channel, domain::Channel>("CHANNEL_", 5, [&](auto word) {
    ticket.channel = word;
    return ingest::to_wire(ticket).channel();
  });
}

TEST_CASE("a payment is pending until its gateway has said something final", "[ingest]") {
  using S = domain::PaymentStatus;
  domain::Payment payment;
  for (int i = 0; i <= static_cast<int>(S::conflict); ++i) {
    payment.status = static_cast<S>(i);
    const bool pending = payment.status == S::created || payment.status == S::submitted;
    const auto shown = wire_name(ingest::to_wire(payment, {}).status(), "PAYMENT_STATUS_");
    CHECK(shown == (pending ? "pending" : name(payment.status)));
  }
}

TEST_CASE("a time is shown in whole milliseconds, before 1970 too", "[ingest]") {
  const auto shown = [](domain::Instant at) {
    google::protobuf::Timestamp out;
    ingest::set_time(out, at);
    return std::pair{out.seconds(), out.nanos()};
  };
  CHECK(shown(domain::Instant{1'500'999us}) == std::pair<std::int64_t, int>{1, 500'000'000});
  CHECK(shown(domain::Instant{}) == std::pair<std::int64_t, int>{0, 0});
  CHECK(shown(domain::Instant{-1us}) == std::pair<std::int64_t, int>{-1, 999'000'000});
}

TEST_CASE("what an order does not have yet is left out of its JSON", "[ingest]") {
  domain::Order order;
  order.id = {id};
  order.store = domain::StoreId{1001};
  order.created_at = order.updated_at = noon;
  const auto before = web::to_json(ingest::to_wire(order));
  CHECK(before.find("pickup_number") == std::string::npos);
  CHECK(before.find("expires_at") == std::string::npos);
  order.pickup_number = 101;
  order.expires_at = noon + 15min;
  const auto json = web::to_json(ingest::to_wire(order));
  CHECK(json.find(R"("pickup_number":"101")") != std::string::npos);
  CHECK(json.find(R"("expires_at":"2026-11-21T04:15:00.000Z")") != std::string::npos);
  CHECK(json.find(R"("id":")" + order.id.text()) != std::string::npos);
}

TEST_CASE("a payment still shows what the guest's device has to do", "[ingest]") {
  domain::Payment payment;
  payment.action = R"({"action":{"kind":"redirect","code_url":"weixin://wxpay/x"}})";
  CHECK(ingest::to_wire(payment, {}).action().code_url() == "weixin://wxpay/x");
  payment.action = "{}";
  CHECK_FALSE(ingest::to_wire(payment, {}).has_action());
  payment.action = "";
  CHECK_FALSE(ingest::to_wire(payment, {}).has_action());
}

TEST_CASE("an order's tag changes with everything that its view shows", "[ingest]") {
  domain::Family family;
  family.order.version = family.intent.version = {1, 1};
  std::vector<std::string> tags{ingest::etag_of(family)};
  const auto changed = [&] {
    tags.push_back(ingest::etag_of(family));
    return std::ranges::count(tags, tags.back()) == 1;
  };
  ++family.order.version.now;
  CHECK(changed());
  ++family.intent.version.now;
  CHECK(changed());
  family.payments.emplace_back().version.now = 1;
  CHECK(changed());
  ++family.payments.back().version.now;
  CHECK(changed());
  family.refunds.emplace_back().version.now = 1;
  CHECK(changed());
  CHECK(tags.front() == "\"v1.1\"");
}
