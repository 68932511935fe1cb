// How a signed message is spoilt on demand. The same list serves answers and notifications of both gateways.
#pragma once

#include <chrono>

namespace lunchrush::simulator {

enum class Tamper {
  none,
  forged,          // signed by somebody else's key under the right serial
  probe,           // WeChat's WECHATPAY/SIGNTEST/ signature
  unknown_serial,  // a serial nobody has heard of
  stale,           // a timestamp outside the window, correctly signed
  altered,         // one byte changed after signing
  unsigned_,       // no signature at all
  empty_body,
  wrong_seal,  // WeChat notifications: encrypted under another APIv3 key, correctly signed
  downgraded,  // Alipay: sign_type RSA, as if SHA-1 would do
};

struct Spoiling {
  Tamper tamper = Tamper::none;
  std::chrono::seconds offset{-301};  // stale: added to the timestamp
};

}  // namespace lunchrush::simulator
