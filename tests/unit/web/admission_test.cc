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
// Stores.
constexpr Share hot = 1;
constexpr Share calm = 2;
constexpr Share other = 3;

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
  for (int i = 0; i != row.running; ++i) desk.admission.begin(running, nobody);
  CAPTURE(row.running);
  const auto verdict = [&](Priority priority) {
    return desk.admission.refusal(desk.route(priority), nobody, 0ms);
  };
  CHECK(verdict(Priority::menu) == row.menu);
  CHECK(verdict(Priority::order) == row.order);
  CHECK(verdict(Priority::query) == row.query);
  CHECK(verdict(Priority::command) == row.command);
  CHECK(verdict(Priority::notification) == row.notification);
  CHECK(verdict(Priority::exempt) == admitted);
}

TEST_CASE("who holds less than an equal part is admitted where the one that holds the rest is refused") {
  struct Row {
    int hot_running, calm_running;
    std::optional<Reason> hot_order, calm_order, other_order, unknown_order, calm_menu;
  };
  // Of 20 places orders may fill 16, and up to 19 with those below their part; menus 12, and up to 16.
  const auto row = GENERATE(values<Row>({
      {15, 0, admitted, admitted, admitted, admitted, admitted},
      {16, 0, concurrency, admitted, admitted, concurrency, concurrency},
      {15, 1, concurrency, admitted, admitted, concurrency, concurrency},
      {16, 1, concurrency, admitted, admitted, concurrency, concurrency},
      {8, 8, concurrency, concurrency, admitted, concurrency, concurrency},
      {10, 7, concurrency, admitted, admitted, concurrency, concurrency},
      {16, 2, concurrency, admitted, admitted, concurrency, concurrency},
      {16, 3, concurrency, concurrency, concurrency, concurrency, concurrency},
      {12, 0, admitted, admitted, admitted, admitted, admitted},
      {11, 2, admitted, admitted, admitted, admitted, admitted},
      {6, 6, admitted, admitted, admitted, admitted, concurrency},
  }));
  Desk desk(20, 20);
  const auto& order = desk.route(Priority::order);
  for (int i = 0; i != row.hot_running; ++i) desk.admission.begin(order, hot);
  for (int i = 0; i != row.calm_running; ++i) desk.admission.begin(order, calm);
  CAPTURE(row.hot_running, row.calm_running);
  CHECK(desk.admission.refusal(order, hot, 0ms) == row.hot_order);
  CHECK(desk.admission.refusal(order, calm, 0ms) == row.calm_order);
  CHECK(desk.admission.refusal(order, other, 0ms) == row.other_order);
  CHECK(desk.admission.refusal(order, nobody, 0ms) == row.unknown_order);
  CHECK(desk.admission.refusal(desk.route(Priority::menu), calm, 0ms) == row.calm_menu);
}

TEST_CASE("what the others take of a crowded server, the one that crowds it does not get back") {
  Desk desk(20, 20);
  const auto& order = desk.route(Priority::order);
  for (int i = 0; i != 16; ++i) desk.admission.begin(order, hot);
  desk.admission.begin(order, calm);
  desk.admission.begin(order, other);
  CHECK(telemetry::to_text(desk.registry)
            .find("lunchrush_http_requests_admitted_below_part_total{server=\"test\"} 2") !=
        std::string::npos);
  for (int i = 0; i != 2; ++i) {
    desk.admission.end(order, hot, start, start + 1ms, 0ms);
    CHECK(desk.admission.refusal(order, hot, 0ms) == concurrency);
    CHECK(desk.admission.refusal(order, calm, 0ms) == admitted);
  }
  desk.admission.end(order, hot, start, start + 1ms, 0ms);
  CHECK(desk.admission.refusal(order, hot, 0ms) == admitted);
}

TEST_CASE("one store whose gateway is slow does not keep others from paying") {
  Desk desk(20, 10);
  const auto& payment = desk.router.routes().back();
  for (int i = 0; i != 8; ++i) desk.admission.begin(payment, hot);
  CHECK(desk.admission.refusal(payment, hot, 0ms) == Reason::outside);
  CHECK(desk.admission.refusal(payment, calm, 0ms) == admitted);
  desk.admission.begin(payment, calm);
  desk.admission.begin(payment, other);
  CHECK(desk.admission.refusal(payment, calm, 0ms) == Reason::outside);
  for (int i = 0; i != 3; ++i) desk.admission.end(payment, hot, start, start + 1h, 0ms);
  CHECK(desk.admission.refusal(payment, hot, 0ms) == admitted);
}

TEST_CASE("at the smallest limit of all somebody is still served") {
  Desk desk(1, 1);
  for (const auto priority : {Priority::menu, Priority::order, Priority::command})
    CHECK(desk.admission.refusal(desk.route(priority), nobody, 0ms) == admitted);
}

TEST_CASE("a late event loop refuses menus, and nothing else by itself") {
  const auto [lag, menu] = GENERATE(table<std::chrono::milliseconds, std::optional<Reason>>(
      {{0ms, admitted}, {59ms, admitted}, {60ms, Reason::lag}, {10s, Reason::lag}}));
  Desk desk(10, 10);
  CHECK(desk.admission.refusal(desk.route(Priority::menu), nobody, lag) == menu);
  CHECK(desk.admission.refusal(desk.route(Priority::order), nobody, lag) == admitted);
  CHECK(desk.admission.refusal(desk.route(Priority::exempt), nobody, lag) == admitted);
}

TEST_CASE("a late event loop makes the limit fall, like slow answers") {
  Desk desk(1'000, 10);
  const auto& order = desk.route(Priority::order);
  desk.admission.tick(start, 0ms);
  for (int i = 0; i != 600; ++i) desk.admission.begin(order, nobody);
  for (int window = 0; window != 3; ++window) {
    const auto began_at = start + window * 50ms;
    desk.admission.end(order, nobody, began_at, began_at + 10ms, 115ms);
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
  desk.admission.begin(payment, nobody);
  desk.admission.begin(payment, nobody);
  CHECK(desk.admission.running() == 0);
  CHECK(desk.admission.refusal(payment, nobody, 0ms) == Reason::outside);
  CHECK(desk.admission.refusal(desk.route(Priority::order), nobody, 0ms) == admitted);
  desk.admission.end(payment, nobody, start, start + 1h, 0ms);  // however long it took
  CHECK(desk.admission.refusal(payment, nobody, 0ms) == admitted);
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
