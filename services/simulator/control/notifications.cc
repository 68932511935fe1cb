// POST /sim/notify and GET /sim/notifications.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/control/control.h"
#include "services/simulator/control/route.h"
#include "services/simulator/numbers.h"
#include "services/web/problem.h"

namespace lunchrush::simulator::control {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::int64_t copies_max = 100;
constexpr std::uint64_t deliveries_default = 1000;

struct Order {
  Event event;
  Variation variation;
  std::size_t copies = 1;
};

// The event's genuine form when the variant is not about signatures; false when the word means nothing.
bool read_variant(const std::string& name, Members& members, Variation& variation) {
  if (name == "genuine") return true;
  if (name == "wrong_amount")
    return variation.amount_fen = members.integer("amount_fen", 1).value_or(1), true;
  if (name == "wrong_account") return variation.wrong_account = true;
  if (name == "unknown_order") return variation.unknown_order = true;
  if (name == "wrong_app") return variation.wrong_app = true;
  const auto rule = rule_from_json({{"action", name}, {"operation", "notify"}});
  if (!rule) return false;
  variation.spoiling = {tamper_of(rule->action),
                        std::chrono::seconds{members.integer("offset_s", -86'400, 86'400).value_or(-301)}};
  return variation.spoiling.tamper != Tamper::none;
}

std::string usual_url(const Trade& trade, const std::string& out_refund_no) {
  if (trade.gateway == GatewayKind::wechatpay) {
    for (const auto& refund : trade.refunds) {
      if (refund.out_refund_no == out_refund_no) return std::string(refund.notify_url);
    }
  }
  return std::string(trade.notify_url);
}

domain::Result<Order> read_order(Controls& controls, Members& members) {
  auto& ledger = controls.desk.ledger;
  const auto account = members.text("account").value_or(""), number = members.required_text("out_trade_no");
  const auto kind = members.text("kind").value_or("payment"),
             variant = members.text("variant").value_or("genuine");
  const auto url = members.text("notify_url"), id = members.text("id");
  Order order;
  order.copies = static_cast<std::size_t>(members.integer("copies", 1, copies_max).value_or(1));
  order.event.out_refund_no = members.text("out_refund_no").value_or("");
  if (!event_kind_named(kind, order.event.kind))
    members.refuse("kind", "must be payment, refund, finished or closed");
  if (!read_variant(variant, members, order.variation)) members.refuse("variant", "is unknown");
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  const Trade* trade = account.empty() ? ledger.find_anywhere(number) : ledger.find(account, number);
  if (!trade) return not_found("no such trade");
  if (order.event.kind == EventKind::payment && !trade->is_paid()) {
    return domain::Error{domain::ErrorCode::state_conflict,
                         "the trade is not paid: there is nothing to tell"};
  }
  if (order.event.kind == EventKind::refund && order.event.out_refund_no.empty())
    return bad_request("out_refund_no is required");
  order.event.created_at = controls.clock.now();
  const bool alipay = trade->gateway == GatewayKind::alipay;
  order.event.id = id.value_or(alipay ? alipay_notify_id(order.event.created_at) : random_uuid());
  order.event.account = trade->account;
  order.event.out_trade_no = number;
  order.event.url = url.value_or(usual_url(*trade, order.event.out_refund_no));
  if (order.event.url.empty()) return bad_request("the trade has no notify_url");
  return order;
}

asio::awaitable<web::Reply> send(Controls& controls, web::Request& request) {
  const auto body = parse_object(request.body);
  if (!body) co_return web::problem(body.error(), request);
  Members members(*body);
  auto order = read_order(controls, members);
  if (!order) co_return web::problem(order.error(), request);
  const auto deliveries = co_await controls.notifier.send_now(order->event, order->variation, order->copies);
  json::array list;
  for (const auto& delivery : deliveries) list.push_back(to_json(delivery));
  co_return to_reply({{"deliveries", std::move(list)}});
}

Answer show(Controls& controls, const web::Request& request) {
  const auto after = number_in_query(request, "after", 0),
             limit = number_in_query(request, "limit", deliveries_default);
  if (!after || !limit) return bad_request("after and limit are numbers");
  const auto number = request.query_value("out_trade_no");
  const auto& log = controls.notifier.log().latest();
  json::array list;
  auto next = *after;
  for (const auto& delivery : log) {
    if (delivery.seq <= *after) continue;
    if (list.size() >= *limit) break;
    next = delivery.seq;
    if (!number || delivery.out_trade_no == *number) list.push_back(to_json(delivery));
  }
  return json::object{
      {"deliveries", std::move(list)}, {"next", next}, {"waiting", controls.notifier.waiting()}};
}

}  // namespace

void add_notification_routes(web::Router& router, Controls& c) {
  web::Route route;
  route.method = web::http::verb::post;
  route.pattern = "/sim/notify";
  route.name = "sim_notify";
  route.summary = "Simulator control: send a chosen notification now";
  route.handler = [&c](web::Request& request) { return send(c, request); };
  router.add(std::move(route));
  add_route(router, web::http::verb::get, "/sim/notifications", "sim_notifications",
            [&c](const web::Request& request, Members&) { return show(c, request); });
}

}  // namespace lunchrush::simulator::control
