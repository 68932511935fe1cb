// A payment as the tests of WeChat Pay ask for it.
#pragma once

#include "services/gateways/beijing_time.h"
#include "services/gateways/gateway.h"

namespace lunchrush::gateways::test {

inline CreatePayment wechat_payment(Method method = Method::wechat_jsapi) {
  return {.method = method,
          .out_trade_no = "pay_01",
          .amount = domain::Money(2200),
          .description = "宫保鸡丁",
          .payer = "openid-1",
          .auth_code = "130061098828009406",
          .expires_at = from_rfc3339("2026-11-21T12:15:00+08:00").value(),
          .notify_url = "https://pay.example.com/v1/notify/wechatpay/acc_wechat",
          .store_reference = "1001"};
}

}  // namespace lunchrush::gateways::test
