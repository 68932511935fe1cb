// GET /sim/bill: the append-only truth of moved money, in pages.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/beijing.h"
#include "services/simulator/control/control.h"
#include "services/simulator/control/route.h"

namespace lunchrush::simulator::control {
namespace {

namespace json = boost::json;

constexpr std::uint64_t lines_default = 1000;
constexpr std::uint64_t lines_max = 10'000;

json::object to_json(const BillLine& line, std::uint64_t seq) {
  const Trade& trade = *line.trade;
  const Refund* refund = line.kind == BillKind::refund ? &trade.refunds[line.refund] : nullptr;
  return {{"seq", seq},
          {"gateway", name_of(trade.gateway)},
          {"account", trade.account},
          {"kind", refund ? "REFUND" : "PAY"},
          {"out_trade_no", trade.out_trade_no},
          {"transaction_id", trade.transaction_id},
          {"out_refund_no", refund ? refund->out_refund_no : std::string{}},
          {"amount_fen", line.amount_fen},
          {"at", to_rfc3339(line.at)}};
}

Answer page(Controls& controls, const web::Request& request) {
  const auto after = number_in_query(request, "after", 0),
             limit = number_in_query(request, "limit", lines_default);
  if (!after || !limit) return bad_request("after and limit are numbers");
  const auto& bill = controls.desk.ledger.bill();
  const auto first = std::min<std::uint64_t>(*after, bill.size());
  const auto last = std::min<std::uint64_t>(first + std::min(*limit, lines_max), bill.size());
  json::array lines;
  for (auto i = first; i < last; ++i) lines.push_back(to_json(bill[i], i + 1));
  return json::object{{"lines", std::move(lines)}, {"next", last}, {"complete", last == bill.size()}};
}

}  // namespace

void add_bill_routes(web::Router& router, Controls& c) {
  add_route(router, web::http::verb::get, "/sim/bill", "sim_bill",
            [&c](const web::Request& request, Members&) { return page(c, request); });
}

}  // namespace lunchrush::simulator::control
