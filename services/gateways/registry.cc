#include "services/gateways/registry.h"

#include <boost/json.hpp>

#include "services/crypto/digest.h"
#include "services/gateways/alipay/alipay.h"
#include "services/gateways/wechatpay/wechatpay.h"

namespace lunchrush::gateways {

namespace {

std::string fingerprint_of(const Account& account) {
  return crypto::sha256(boost::json::serialize(account.to_json()));
}

}  // namespace

domain::Result<std::shared_ptr<Gateway>> make_gateway(const Account& account, HttpClient& http,
                                                      GatewayMetrics& metrics) {
  if (account.gateway == "wechatpay") {
    auto api = wechatpay::Api::make(account, http, metrics);
    if (!api) return api.error();
    return std::shared_ptr<Gateway>(std::make_shared<wechatpay::WechatPay>(std::move(*api), metrics));
  }
  if (account.gateway == "alipay") {
    auto api = alipay::Api::make(account, http, metrics);
    if (!api) return api.error();
    return std::shared_ptr<Gateway>(std::make_shared<alipay::Alipay>(std::move(*api), metrics));
  }
  return domain::Error{.code = domain::ErrorCode::invalid_request,
                       .detail = "no such gateway: " + account.gateway};
}

std::shared_ptr<const Registry::Entries> Registry::snapshot() const {
  const std::scoped_lock lock(mutex_);
  return entries_;
}

std::shared_ptr<Gateway> Registry::find(std::string_view account_id) const {
  const auto entries = snapshot();
  const auto found = entries->find(account_id);
  return found == entries->end() ? nullptr : found->second.gateway;
}

std::vector<std::string> Registry::account_ids() const {
  std::vector<std::string> out;
  for (const auto& [id, entry] : *snapshot()) out.push_back(id);
  return out;
}

std::vector<Registry::Fault> Registry::replace(const std::vector<Account>& accounts) {
  const std::scoped_lock one_at_a_time(replacing_);
  const auto before = snapshot();
  auto after = std::make_shared<Entries>();
  std::vector<Fault> faults;
  for (const auto& account : accounts) {
    auto fingerprint = fingerprint_of(account);
    const auto old = before->find(account.id);
    const bool unchanged = old != before->end() && old->second.fingerprint == fingerprint;
    auto made = unchanged ? domain::Result<std::shared_ptr<Gateway>>(old->second.gateway)
                          : make_gateway(account, http_, metrics_);
    if (made) {
      after->insert_or_assign(account.id, Entry{std::move(fingerprint), std::move(*made)});
      continue;
    }
    faults.push_back({account.id, made.error()});
    if (old != before->end()) after->insert_or_assign(account.id, old->second);
  }
  const std::scoped_lock lock(mutex_);
  entries_ = std::move(after);
  return faults;
}

}  // namespace lunchrush::gateways
