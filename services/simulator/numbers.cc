#include "services/simulator/numbers.h"

#include <string_view>

#include "services/crypto/digest.h"
#include "services/simulator/beijing.h"

namespace lunchrush::simulator {
namespace {

std::string random_from(std::string_view alphabet, std::size_t count) {
  std::string text(count, '\0');
  for (char& c : text) c = alphabet[crypto::random_u64() % alphabet.size()];
  return text;
}

std::string day_digits(domain::Instant at) { return to_beijing_digits(at).substr(0, 8); }

}  // namespace

std::string random_digits(std::size_t count) { return random_from("0123456789", count); }
std::string random_letters(std::size_t count) {
  return random_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count);
}

std::string random_uuid() {
  std::string text = random_from("0123456789abcdef", 36);
  for (const std::size_t dash : {8, 13, 18, 23}) text[dash] = '-';
  text[14] = '4';
  text[19] = "89ab"[crypto::random_u64() % 4];
  return text;
}

std::string wechat_prepay_id(domain::Instant at) {
  return "wx" + to_beijing_digits(at) + random_from("0123456789abcdef", 16) + "0000";
}
std::string wechat_code() { return random_letters(11) + "zz"; }
std::string wechat_transaction_id(domain::Instant at) {
  return "4200" + random_digits(6) + day_digits(at) + random_digits(10);
}
std::string wechat_refund_id(domain::Instant at) {
  return "50" + random_digits(8) + day_digits(at) + random_digits(11);
}
std::string wechat_openid() { return "o" + random_letters(27); }

std::string alipay_qr() { return "bax" + random_from("0123456789abcdefghijklmnopqrstuvwxyz", 21); }
std::string alipay_trade_no(domain::Instant at) { return day_digits(at) + "2200" + random_digits(16); }
std::string alipay_notify_id(domain::Instant at) { return day_digits(at) + "0022" + random_digits(22); }
std::string alipay_buyer_id() { return "2088" + random_digits(12); }

}  // namespace lunchrush::simulator
