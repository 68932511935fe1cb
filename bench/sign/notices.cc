#include "bench/sign/notices.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "services/crypto/digest.h"
#include "services/domain/ids.h"
#include "services/simulator/numbers.h"
#include "services/simulator/wechatpay/notification.h"

namespace lunchrush::bench {
namespace {

domain::Instant now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string request_text(const std::string& path, const simulator::Letter& letter) {
  std::string text = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + letter.content_type;
  for (const auto& [name, value] : letter.headers) text += "\r\n" + name + ": " + value;
  return text + "\r\nContent-Length: " + std::to_string(letter.body.size()) + "\r\n\r\n" + letter.body;
}

std::string signed_request(const simulator::WechatAccount& account, const Payment& payment,
                           const std::string& path) {
  const auto at = now();
  simulator::Trade trade{.gateway = simulator::GatewayKind::wechatpay,
                         .account = account.id,
                         .product = "native",
                         .app_id = account.app_ids.front(),
                         .out_trade_no = payment.out_trade_no,
                         .payer = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
                         .transaction_id = simulator::wechat_transaction_id(at),
                         .amount_fen = payment.amount_fen,
                         .state = simulator::TradeState::paid,
                         .created_at = at,
                         .paid_at = at};
  const simulator::Event event{.id = simulator::random_uuid(),
                               .kind = simulator::EventKind::payment,
                               .account = account.id,
                               .out_trade_no = payment.out_trade_no,
                               .created_at = at};
  return request_text(path, simulator::wechatpay::compose(account, trade, event, {}, at));
}

}  // namespace

std::vector<Payment> unknown_payments(std::size_t count, std::uint32_t store) {
  std::vector<Payment> payments(count);
  for (auto& payment : payments)
    payment = {
        domain::PaymentId{domain::Uuid::v7(now(), crypto::random_u64(), domain::StoreId{store})}.text(),
        2'200};
  return payments;
}

std::string signed_requests(const simulator::WechatAccount& account, const std::vector<Payment>& payments) {
  const auto path = "/v1/notify/wechatpay/" + account.id;
  std::vector<std::string> parts(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::jthread> signers;
  for (std::size_t part = 0; part != parts.size(); ++part)
    signers.emplace_back([&, part] {
      const auto from = payments.size() * part / parts.size();
      const auto to = payments.size() * (part + 1) / parts.size();
      for (auto i = from; i != to; ++i) parts[part] += signed_request(account, payments[i], path);
    });
  signers.clear();
  std::string all;
  for (const auto& part : parts) all += part;
  return all;
}

}  // namespace lunchrush::bench
