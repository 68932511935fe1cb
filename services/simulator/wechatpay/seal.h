// AEAD_AES_256_GCM as WeChat Pay writes it (payment-gateways 1.4).
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

namespace lunchrush::simulator::wechatpay {

// {"algorithm","nonce","associated_data","ciphertext"}
boost::json::object seal(std::string_view apiv3_key, std::string_view associated_data,
                         std::string_view plaintext);

}  // namespace lunchrush::simulator::wechatpay
