// The answer of GET /v3/certificates (1.13).
#pragma once

#include <string_view>

#include "services/domain/result.h"
#include "services/gateways/wechatpay/signing.h"

namespace lunchrush::gateways::wechatpay {

// Every certificate in it, by serial. Error: unavailable, when one does not decrypt, does not parse, or is
// not the one it is called: then none of them is taken.
domain::Result<PlatformKeys> read_certificates(std::string_view body, std::string_view apiv3_key);

}  // namespace lunchrush::gateways::wechatpay
