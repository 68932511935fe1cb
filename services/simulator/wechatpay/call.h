// One authenticated call of WeChat Pay's API, and the operations that answer it.
#pragma once

#include <boost/json/object.hpp>

#include "services/simulator/desk.h"
#include "services/simulator/wechatpay/outcome.h"
#include "services/web/request.h"

namespace lunchrush::simulator::wechatpay {

struct Call {
  Desk& desk;
  WechatAccount& account;
  const web::Request& request;
  const boost::json::object& body;  // {} for calls without one
  const Disturbance& disturbance;
  std::string_view product;  // of a creation: jsapi, native, app, h5, codepay
};

Outcome create_order(Call& call);
Outcome pay_by_code(Call& call);
Outcome query_by_number(Call& call);
Outcome query_by_transaction(Call& call);
Outcome close_order(Call& call);
Outcome reverse_order(Call& call);
Outcome create_refund(Call& call);
Outcome query_refund(Call& call);
Outcome list_certificates(Call& call);
Outcome make_trade_bill(Call& call);
Outcome download_bill(Call& call);

}  // namespace lunchrush::simulator::wechatpay
