// Who called gateway.do: parameters merged from query and body, then the checks in the gateway's order.
#pragma once

#include <optional>

#include "services/domain/time.h"
#include "services/simulator/accounts.h"
#include "services/simulator/alipay/form.h"
#include "services/simulator/alipay/node.h"
#include "services/web/request.h"

namespace lunchrush::simulator::alipay {

struct Caller {
  Parameters parameters;
  AlipayAccount* account = nullptr;  // nullptr: refused
  std::optional<Refusal> refusal;
};

Caller authenticate(const web::Request& request, Accounts& accounts, domain::Instant now);

}  // namespace lunchrush::simulator::alipay
