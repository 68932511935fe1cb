#include "services/simulator/wechatpay/seal.h"

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/simulator/numbers.h"

namespace lunchrush::simulator::wechatpay {

boost::json::object seal(std::string_view apiv3_key, std::string_view associated_data,
                         std::string_view plaintext) {
  const std::string nonce = random_letters(12);
  const auto sealed = crypto::aead_encrypt({apiv3_key, nonce, associated_data}, plaintext);
  return {{"algorithm", "AEAD_AES_256_GCM"},
          {"nonce", nonce},
          {"associated_data", associated_data},
          {"ciphertext", crypto::to_base64(sealed)}};
}

}  // namespace lunchrush::simulator::wechatpay
