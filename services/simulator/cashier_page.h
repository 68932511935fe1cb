#pragma once

#include <string>

#include "services/simulator/trade.h"
#include "services/web/request.h"

namespace lunchrush::simulator {

enum class CashierView { payable, paid, closed, stale_code, cancelled, unknown };

struct CashierPage {
  CashierView view = CashierView::unknown;
  std::string merchant, description, code;
  GatewayKind gateway{};
  std::int64_t amount_fen = 0;
};

std::string to_html(const CashierPage& page, web::Language language);

}  // namespace lunchrush::simulator
