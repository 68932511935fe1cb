// The Alipay open-platform gateway as a Gateway.
#pragma once

#include <memory>

#include "services/gateways/alipay/api.h"

namespace lunchrush::gateways::alipay {

class Alipay final : public Gateway {
 public:
  Alipay(std::shared_ptr<Api> api, GatewayMetrics& metrics) : api_(std::move(api)), metrics_(metrics) {}

  std::string_view name() const override { return "alipay"; }
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
  asio::awaitable<bool> learn_key(std::string, Deadline) override { co_return false; }  // keys are configured
  Acknowledgement acknowledge(bool accepted) const override;

 private:
  Answer<Created> created(const CreatePayment& request, const Reply& reply) const;
  Answer<Created> code_paid(const CreatePayment& request, Reply reply) const;
  asio::awaitable<Answer<Closed>> close_trade(std::string out_trade_no, Deadline deadline);
  asio::awaitable<Answer<Closed>> cancel(std::string out_trade_no, Deadline deadline);
  asio::awaitable<Answer<Closed>> after_cancel(std::string out_trade_no, bool refunded, Deadline deadline);
  asio::awaitable<Answer<Closed>> as_queried(std::string out_trade_no, Deadline deadline);

  std::shared_ptr<Api> api_;
  GatewayMetrics& metrics_;
};

}  // namespace lunchrush::gateways::alipay
