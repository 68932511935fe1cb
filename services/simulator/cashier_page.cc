#include "services/simulator/cashier_page.h"

#include <fmt/format.h>

#include "services/domain/money.h"

namespace lunchrush::simulator {
namespace {

struct Wording {
  const char *title, *pay, *cancel, *paid, *closed, *stale_code, *cancelled, *unknown;
};

constexpr Wording zh{
    "收银台（模拟）",       "确认支付",           "取消",        "支付成功", "订单已失效，不能支付",
    "二维码已失效，请刷新", "已取消，订单未支付", "没有这个订单"};
constexpr Wording en{"Cashier (simulated)",
                     "Pay",
                     "Cancel",
                     "Paid",
                     "This order can no longer be paid",
                     "This code is no longer valid, refresh it",
                     "Cancelled: the order is not paid",
                     "No such order"};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

const char* verdict(const CashierPage& page, const Wording& words) {
  switch (page.view) {
    case CashierView::payable: return "";
    case CashierView::paid: return words.paid;
    case CashierView::closed: return words.closed;
    case CashierView::stale_code: return words.stale_code;
    case CashierView::cancelled: return words.cancelled;
    case CashierView::unknown: return words.unknown;
  }
  return "";
}

std::string order(const CashierPage& page) {
  if (page.view == CashierView::unknown) return "";
  return fmt::format("<p class=\"merchant\">{}</p><p>{}</p><p class=\"amount\">¥{}</p>",
                     escaped(page.merchant), escaped(page.description),
                     domain::to_yuan(domain::Money(page.amount_fen)));
}

std::string buttons(const CashierPage& page, const Wording& words) {
  if (page.view != CashierView::payable)
    return fmt::format("<p class=\"verdict\" role=\"status\">{}</p>", verdict(page, words));
  return fmt::format(
      "<form method=\"post\" action=\"/cashier/{0}/pay\"><button class=\"pay\">{1}</button></form>"
      "<form method=\"post\" action=\"/cashier/{0}/cancel\"><button>{2}</button></form>",
      escaped(page.code), words.pay, words.cancel);
}

}  // namespace

std::string to_html(const CashierPage& page, web::Language language) {
  const bool chinese = language == web::Language::zh;
  const Wording& words = chinese ? zh : en;
  const char* colour = page.gateway == GatewayKind::wechatpay ? "#07c160" : "#1677ff";
  return fmt::format(
      "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\">"
      "<title>{}</title><style>body{{font:18px system-ui;margin:2rem auto;max-width:22rem;text-align:center}}"
      ".merchant{{font-weight:600}}.amount{{font-size:3rem;margin:1rem}}button{{width:100%;padding:.8rem;"
      "margin:.4rem 0;"
      "font-size:1.1rem;border:1px solid "
      "#999;border-radius:.4rem;background:#fff}}.pay{{background:{};color:#fff;border:0}}"
      "</style><h1>{}</h1>{}{}</html>\n",
      chinese ? "zh-CN" : "en", words.title, colour, words.title, order(page), buttons(page, words));
}

}  // namespace lunchrush::simulator
