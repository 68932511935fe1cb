#include "tests/unit/gateways/keys.h"

namespace lunchrush::gateways::test {

const crypto::PrivateKey& merchant_key() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}
const crypto::PrivateKey& platform_key() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}
const crypto::PrivateKey& stranger_key() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}

Account wechat_account(std::string base_url) {
  Account out{.id = "acc_wechat",
              .gateway = "wechatpay",
              .merchant_id = "1",
              .base_url = std::move(base_url),
              .notify_url_base = "https://pay.example.com"};
  out.wechatpay = {.mchid = "1900007291",
                   .appid = "wxd678efh567hg6787",
                   .merchant_serial = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
                   .merchant_private_key = Secret(merchant_key().private_pem()),
                   .apiv3_key = Secret(std::string(apiv3_key))};
  out.wechatpay.platform_certificates = {{std::string(platform_serial), platform_key().public_pem()}};
  return out;
}

Account alipay_account(std::string base_url) {
  Account out{.id = "acc_alipay",
              .gateway = "alipay",
              .merchant_id = "1",
              .base_url = std::move(base_url),
              .notify_url_base = "https://pay.example.com"};
  out.alipay = {.app_id = "2019073166072302",
                .seller_id = "2088531891668739",
                .app_private_key = Secret(merchant_key().private_pem()),
                .alipay_public_key = platform_key().public_pem()};
  return out;
}

}  // namespace lunchrush::gateways::test
