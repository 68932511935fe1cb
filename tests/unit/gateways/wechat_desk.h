// A WeChat Pay account of ours, and a gateway on loopback that says what a test wants to hear.
#pragma once

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <deque>

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/registry.h"
#include "services/gateways/wechatpay/signing.h"
#include "tests/unit/gateways/keys.h"
#include "tests/unit/gateways/loopback.h"
#include "tests/unit/gateways/wechat_payment.h"

namespace wechat_desk {

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::test;
using namespace std::chrono_literals;
namespace json = boost::json;
using domain::PaymentEvidence;
using domain::PaymentFinding;
using domain::RefundEvidence;
using domain::RefundFinding;

struct Signature {
  const crypto::PrivateKey& key = platform_key();
  std::string serial{platform_serial};
  std::string prefix{};
  std::chrono::seconds age{0};
};

inline std::string seconds_ago(std::chrono::seconds age) {
  return std::to_string(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - age));
}

inline std::string signed_answer(unsigned status, std::string_view body, const Signature& signature = {}) {
  const auto timestamp = seconds_ago(signature.age);
  const auto message = wechatpay::message_received(timestamp, "n0nce", body);
  return http_answer(status,
                     {{"Request-ID", "08F5-0"},
                      {"Wechatpay-Timestamp", timestamp},
                      {"Wechatpay-Nonce", "n0nce"},
                      {"Wechatpay-Serial", signature.serial},
                      {"Wechatpay-Signature", signature.prefix + signature.key.sign_base64(message)}},
                     body);
}

inline std::string error_body(std::string_view code, std::string_view message = "…") {
  return json::serialize(json::object{{"code", code}, {"message", message}});
}

inline std::string transaction(std::string_view state, std::string_view number = "pay_01") {
  return R"({"mchid":"1900007291","appid":"wxd678efh567hg6787","out_trade_no":")" + std::string(number) +
         R"(","transaction_id":"42","trade_state":")" + std::string(state) +
         R"(","amount":{"total":2200,"currency":"CNY"}})";
}

inline std::string refund_object(std::string_view status, std::int64_t fen = 500) {
  return R"({"refund_id":"50","out_refund_no":"ref_01","out_trade_no":"pay_01","status":")" +
         std::string(status) + R"(","amount":{"refund":)" + std::to_string(fen) +
         R"(,"total":2200,"currency":"CNY"}})";
}

// One account at one scripted gateway: each call takes the next answer.
struct Desk {
  explicit Desk(
      std::deque<Reaction> script, std::function<void(Account&)> change = [](Account&) {})
      : answers(std::move(script)) {
    auto account = wechat_account(server.url());
    change(account);
    gateway = make_gateway(account, client, metrics).value();
  }

  Reaction next() {
    if (answers.empty()) throw std::logic_error("an unexpected call");
    auto out = answers.front();
    answers.pop_front();
    return out;
  }
  const Received& call(std::size_t i) const { return server.received().at(i); }
  std::string said(const Received& received) const { return received.method + " " + received.target; }

  std::deque<Reaction> answers;
  asio::io_context context;
  telemetry::Registry registry;
  GatewayMetrics metrics{registry};
  HttpClient client{context.get_executor(), metrics};
  Loopback server{context, [this](const Received&) { return next(); }};
  std::shared_ptr<Gateway> gateway;
};

inline RefundRequest refund_request() {
  return {.out_trade_no = "pay_01",
          .out_refund_no = "ref_01",
          .amount = domain::Money(500),
          .payment_total = domain::Money(2200),
          .reason = "菜没上",
          .notify_url = {}};
}

inline auto created(Desk& desk, CreatePayment request = wechat_payment()) {
  return wait_for(desk.context, desk.gateway->create(std::move(request), soon()));
}
inline auto queried(Desk& desk) {
  return wait_for(desk.context, desk.gateway->query("pay_01", Method::wechat_native, soon()));
}
inline auto closed(Desk& desk, Method method = Method::wechat_native) {
  return wait_for(desk.context, desk.gateway->close("pay_01", method, soon()));
}
inline auto refunded(Desk& desk) {
  return wait_for(desk.context, desk.gateway->refund(refund_request(), soon()));
}
inline auto refund_queried(Desk& desk) {
  return wait_for(desk.context, desk.gateway->query_refund("pay_01", "ref_01", soon()));
}

template <class T>
inline CallClass class_of(const Answer<T>& answer) {
  const auto* const failure = std::get_if<CallFailure>(&answer);
  return failure == nullptr ? CallClass::done : failure->call_class;
}

// name="value" pairs of an Authorization header, in any order.
inline std::string authorization_part(const Received& received, const std::string& name) {
  const std::string value(received.headers.find("Authorization").value());
  const auto begin = value.find(name + "=\"") + name.size() + 2;
  return value.substr(begin, value.find('"', begin) - begin);
}

inline bool signed_by_us(const Received& received) {
  const auto timestamp = authorization_part(received, "timestamp"),
             nonce = authorization_part(received, "nonce_str");
  const auto message = wechatpay::request_message({.method = received.method,
                                                   .target = received.target,
                                                   .timestamp = timestamp,
                                                   .nonce = nonce,
                                                   .body = received.body});
  return public_of(merchant_key()).verify_base64(message, authorization_part(received, "signature"));
}

inline void public_key_mode(Account& account) {
  account.wechatpay.public_key_id = public_key_id;
  account.wechatpay.public_key = stranger_key().public_pem();
}

inline std::string certificate_list(const std::string& pem, const std::string& serial) {
  const auto sealed =
      crypto::aead_encrypt({.key = apiv3_key, .nonce = "0123456789ab", .associated = "certificate"}, pem);
  return json::serialize(json::object{
      {"data", json::array{json::object{
                   {"serial_no", serial},
                   {"encrypt_certificate", json::object{{"algorithm", "AEAD_AES_256_GCM"},
                                                        {"nonce", "0123456789ab"},
                                                        {"associated_data", "certificate"},
                                                        {"ciphertext", crypto::to_base64(sealed)}}}}}}});
}

inline std::string platform_certificate() {
  return crypto::self_signed_certificate(
      platform_key(), {.common_name = "Tenpay.com", .serial_hex = std::string(platform_serial)});
}

}  // namespace wechat_desk
