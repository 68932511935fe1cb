// WeChat Pay API v3 as a Gateway.
#pragma once

#include <memory>

#include "services/gateways/wechatpay/api.h"

namespace lunchrush::gateways::wechatpay {

class WechatPay final : public Gateway {
 public:
  WechatPay(std::shared_ptr<Api> api, GatewayMetrics& metrics) : api_(std::move(api)), metrics_(metrics) {}

  std::string_view name() const override { return "wechatpay"; }
  std::string_view account_id() const override { return api_->account_id(); }

  asio::awaitable<Answer<Created>> create(CreatePayment request, Deadline deadline) override;
  asio::awaitable<Answer<domain::PaymentEvidence>> query(std::string out_trade_no, Method method,
                                                         Deadline deadline) override;
  asio::awaitable<Answer<Closed>> close(std::string out_trade_no, Method method, Deadline deadline) override;
  asio::awaitable<Answer<domain::RefundEvidence>> refund(RefundRequest request, Deadline deadline) override;
  asio::awaitable<Answer<domain::RefundEvidence>> query_refund(std::string out_trade_no,
                                                               std::string out_refund_no,
                                                               Deadline deadline) override;
  std::variant<Verified, Rejected> verify_notification(const Headers& headers, std::string_view body,
                                                       domain::Instant now) const override;
  asio::awaitable<bool> learn_key(std::string serial, Deadline deadline) override;
  Acknowledgement acknowledge(bool accepted) const override;

 private:
  asio::awaitable<Answer<Created>> create_refused(CallFailure failure, std::string out_trade_no,
                                                  Deadline deadline);
  Answer<Created> created(const CreatePayment& request, const Reply& reply) const;
  Answer<Created> code_paid(const CreatePayment& request, const Reply& reply) const;
  Action pay_action(const std::string& prepay_id) const;
  asio::awaitable<Answer<Closed>> close_ordinary(std::string out_trade_no, Deadline deadline);
  asio::awaitable<Answer<Closed>> reverse(std::string out_trade_no, Deadline deadline);
  asio::awaitable<Answer<Closed>> closed_or_as_queried(CallFailure failure, std::string out_trade_no,
                                                       Deadline deadline);

  std::shared_ptr<Api> api_;
  GatewayMetrics& metrics_;
};

}  // namespace lunchrush::gateways::wechatpay
