#include "services/domain/vocabulary.h"

#include <catch2/catch.hpp>

using namespace lunchrush::domain;

namespace {

template <class Word>
void check_words(int count) {
  for (int i = 0; i != count; ++i) {
    const auto word = static_cast<Word>(i);
    CAPTURE(name(word));
    CHECK(word_from_name<Word>(name(word)) == word);
  }
  CHECK_FALSE(word_from_name<Word>("").has_value());
  CHECK_FALSE(word_from_name<Word>("unspecified").has_value());
}

}  // namespace

TEST_CASE("every word has one name and is found by it", "[domain]") {
  check_words<Channel>(5);
  check_words<ServiceKind>(3);
  check_words<PaymentTiming>(2);
  check_words<PaymentMethod>(6);
  check_words<RefundCause>(4);
  check_words<Object>(5);
  check_words<Cause>(5);
}

TEST_CASE("a method says which gateway carries it and who scans", "[domain]") {
  using M = PaymentMethod;
  const auto [method, gateway, by_us] = GENERATE(table<M, std::string, bool>({
      {M::wechat_jsapi, "wechatpay", false},
      {M::wechat_native, "wechatpay", false},
      {M::wechat_code, "wechatpay", true},
      {M::alipay_precreate, "alipay", false},
      {M::alipay_code, "alipay", true},
      {M::cash, "cash", false},
  }));
  CAPTURE(name(method));
  CHECK(gateway_of(method) == gateway);
  CHECK(scanned_by_us(method) == by_us);
}
