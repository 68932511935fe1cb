#include "services/web/admission.h"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "services/web/loop_lag.h"

using namespace lunchrush;
using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

using Reason = Admission::Reason;
constexpr auto concurrency = Reason::concurrency;
constexpr auto admitted = std::optional<Reason>();
constexpr Admission::Instant start{1h};

struct Desk {
  Desk(std::size_t running_max, std::size_t outside_max)
      : admission(
            "test",
            {.running = {.concurrent_max = running_max, .delay_target = 100ms}, .outside_max = outside_max},
            router, metrics) {}

  const Route& route(Priority priority) const { return router.routes()[static_cast<std::size_t>(priority)]; }

  telemetry::Registry registry;
  telemetry::WebMetrics metrics{registry, "test"};
  Router router = [] {
    Router made;
    for (std::size_t kind = 0; kind != priority_terms.size(); ++kind)
      made.add({.method = http::verb::get,
                .pattern = "/" + std::to_string(kind),
                .priority = static_cast<Priority>(kind)});
    made.add({.method = http::verb::post,
              .pattern = "/payments",
              .priority = Priority::order,
              .waits_outside = true});
    return made;
  }();
  Admission admission;
};

}  // namespace

TEST_CASE(
    "menus are refused first, then orders, then queries; commands and notifications last, health never") {
  struct Row {
    int running;
    std::optional<Reason> menu, order, query, command, notification;
  };
  const auto row = GENERATE(values<Row>({
      {0, admitted, admitted, admitted, admitted, admitted},
      {5, admitted, admitted, admitted, admitted, admitted},
      {6, concurrency, admitted, admitted, admitted, admitted},
      {7, concurrency, admitted, admitted, admitted, admitted},
      {8, concurrency, concurrency, admitted, admitted, admitted},
      {9, concurrency, concurrency, concurrency, admitted, admitted},
      {10, concurrency, concurrency, concurrency, concurrency, concurrency},
  }));
  Desk desk(10, 10);
  const auto& running = desk.route(Priority::command);
  for (int i = 0; i != row.running; ++i) desk.admission.begin(running);
  CAPTURE(row.running);
  const auto verdict = [&](Priority priority) { return desk.admission.refusal(desk.route(priority), 0ms); };
  CHECK(verdict(Priority::menu) == row.menu);
  CHECK(verdict(Priority::order) == row.order);
  CHECK(verdict(Priority::query) == row.query);
  CHECK(verdict(Priority::command) == row.command);
  CHECK(verdict(Priority::notification) == row.notification);
  CHECK(verdict(Priority::exempt) == admitted);
}

TEST_CASE("at the smallest limit of all somebody is still served") {
  Desk desk(1, 1);
  for (const auto priority : {Priority::menu, Priority::order, Priority::command})
    CHECK(desk.admission.refusal(desk.route(priority), 0ms) == admitted);
}

TEST_CASE("a late event loop refuses menus, and nothing else by itself") {
  const auto [lag, menu] = GENERATE(table<std::chrono::milliseconds, std::optional<Reason>>(
      {{0ms, admitted}, {59ms, admitted}, {60ms, Reason::lag}, {10s, Reason::lag}}));
  Desk desk(10, 10);
  CHECK(desk.admission.refusal(desk.route(Priority::menu), lag) == menu);
  CHECK(desk.admission.refusal(desk.route(Priority::order), lag) == admitted);
  CHECK(desk.admission.refusal(desk.route(Priority::exempt), lag) == admitted);
}

TEST_CASE("a late event loop makes the limit fall, like slow answers") {
  Desk desk(1'000, 10);
  const auto& order = desk.route(Priority::order);
  desk.admission.tick(start, 0ms);
  for (int i = 0; i != 600; ++i) desk.admission.begin(order);
  for (int window = 0; window != 3; ++window) {
    const auto began_at = start + window * 50ms;
    desk.admission.end(order, began_at, began_at + 10ms, 115ms);
    desk.admission.tick(began_at + 50ms, 115ms);
  }
  CHECK(desk.admission.allowed() == 800);
  const auto text = telemetry::to_text(desk.registry);
  CHECK(text.find("lunchrush_http_requests_running_max{server=\"test\"} 800") != std::string::npos);
  CHECK(text.find("lunchrush_http_loop_lag_seconds{server=\"test\"} 0.115") != std::string::npos);
}

TEST_CASE("who waits for a gateway takes no place of those who do not, and has a limit as well") {
  Desk desk(10, 2);
  const auto& payment = desk.router.routes().back();
  desk.admission.begin(payment);
  desk.admission.begin(payment);
  CHECK(desk.admission.running() == 0);
  CHECK(desk.admission.refusal(payment, 0ms) == Reason::outside);
  CHECK(desk.admission.refusal(desk.route(Priority::order), 0ms) == admitted);
  desk.admission.end(payment, start, start + 1h, 0ms);  // however long it took
  CHECK(desk.admission.refusal(payment, 0ms) == admitted);
  desk.admission.tick(start + 2h, 0ms);
  CHECK(desk.admission.allowed() == 10);
}

TEST_CASE("the lag is what the probe waited, and what it has waited so far") {
  boost::asio::io_context context;
  const auto lag = std::make_shared<LoopLag>(context);
  CHECK(lag->at(LoopLag::Clock::now()) == 0ms);
  const auto sent = LoopLag::Clock::now() - 50ms;
  lag->probe(sent);
  lag->probe(sent + 40ms);  // one is under way
  CHECK(lag->at(sent + 40ms) == 40ms);
  CHECK(context.poll() == 1);
  const auto seen = lag->at(sent);
  CHECK(seen >= 50ms);
  CHECK(lag->at(sent + 1h) == seen);
  lag->probe(sent + 4ms);  // a moment ago
  CHECK(lag->at(sent + 1h) == seen);
}
