// One authenticated call of Alipay's gateway, and the methods that answer it.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>

#include "services/simulator/alipay/form.h"
#include "services/simulator/alipay/node.h"
#include "services/simulator/desk.h"

namespace lunchrush::simulator::alipay {

struct Call {
  Desk& desk;
  AlipayAccount& account;
  const Parameters& parameters;
  const boost::json::object& content;  // biz_content
  const Disturbance& disturbance;

  std::string text(std::string_view name) const;                        // of biz_content; "" when missing
  std::optional<std::int64_t> amount_fen(std::string_view name) const;  // exact yuan, as text or number
  std::string notify_url() const;
};

boost::json::object create_trade(Call& call);
boost::json::object precreate_trade(Call& call);
boost::json::object pay_by_code(Call& call);
boost::json::object query_trade(Call& call);
boost::json::object cancel_trade(Call& call);
boost::json::object close_trade(Call& call);
boost::json::object refund_trade(Call& call);
boost::json::object query_refund(Call& call);
boost::json::object find_bill(Call& call);

// The trade a call names (trade_no wins), if it exists in the merchant's eyes; `unscanned` ones do not.
Trade* named_trade(Call& call);
Trade* existing_trade(Call& call);

}  // namespace lunchrush::simulator::alipay
