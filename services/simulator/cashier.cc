#include "services/simulator/cashier.h"

#include "services/simulator/cashier_page.h"

namespace lunchrush::simulator {
namespace {

namespace asio = boost::asio;
using web::http::verb;

std::string merchant_name(const Accounts& accounts, std::string_view account) {
  for (const auto& wechat : accounts.wechat) {
    if (wechat.id == account) return wechat.name;
  }
  for (const auto& alipay : accounts.alipay) {
    if (alipay.id == account) return alipay.name;
  }
  return {};
}

CashierView view_of(const Trade& trade, domain::Instant now) {
  switch (trade.state_at(now)) {
    case TradeState::unscanned:
    case TradeState::open:
    case TradeState::paying:
      return now < trade.code_expires_at ? CashierView::payable : CashierView::stale_code;
    case TradeState::paid:
    case TradeState::finished: return CashierView::paid;
    case TradeState::voided:
    case TradeState::closed:
    case TradeState::revoked:
    case TradeState::failed: return CashierView::closed;
  }
  return CashierView::unknown;
}

web::Reply to_reply(const CashierPage& page, const web::Request& request) {
  web::Reply reply;
  reply.status = page.view == CashierView::unknown ? 404 : 200;
  reply.content_type = "text/html; charset=utf-8";
  const auto wanted = request.query_value("lang");
  const auto language =
      !wanted ? request.language : (*wanted == "en" ? web::Language::en : web::Language::zh);
  reply.body = to_html(page, language);
  return reply.with("Cache-Control", "no-store");
}

enum class Press { nothing, pay, cancel };

CashierPage press(Desk& desk, const web::Request& request, Press pressed) {
  Trade* trade = desk.ledger.find_by_code(request.parameter("code").value_or(""));
  if (!trade) return {};
  desk.bank.scan(*trade);
  CashierPage page{view_of(*trade, desk.clock.now()),
                   merchant_name(desk.accounts, trade->account),
                   trade->description,
                   trade->code,
                   trade->gateway,
                   trade->amount_fen};
  if (page.view != CashierView::payable || pressed == Press::nothing) return page;
  if (pressed == Press::pay) {
    desk.bank.pay(*trade, {});
    page.view = CashierView::paid;
    return page;
  }
  if (trade->state == TradeState::paying) desk.bank.end(*trade, TradeState::failed);
  page.view = CashierView::cancelled;
  return page;
}

void add(web::Router& router, Desk& desk, verb method, std::string pattern, std::string name, Press pressed) {
  web::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.name = std::move(name);
  route.summary = "The payer's page";
  route.handler = [&desk, pressed](web::Request& request) -> asio::awaitable<web::Reply> {
    co_return to_reply(press(desk, request, pressed), request);
  };
  route.response_media_type = "text/html";
  router.add(std::move(route));
}

}  // namespace

void add_cashier_routes(web::Router& router, Desk& desk) {
  add(router, desk, verb::get, "/cashier/{code}", "cashier", Press::nothing);
  add(router, desk, verb::post, "/cashier/{code}/pay", "cashier_pay", Press::pay);
  add(router, desk, verb::post, "/cashier/{code}/cancel", "cashier_cancel", Press::cancel);
}

}  // namespace lunchrush::simulator
