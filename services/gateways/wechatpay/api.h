// One signed call of WeChat Pay and its verified answer; and
// the fetching of platform certificates that this needs.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <memory>
#include <string>

#include "services/gateways/account.h"
#include "services/gateways/http_client.h"
#include "services/gateways/wechatpay/errors.h"
#include "services/gateways/wechatpay/key_store.h"
#include "services/gateways/wechatpay/objects.h"
#include "services/gateways/wechatpay/requests.h"

namespace lunchrush::gateways::wechatpay {

// An answer whose signature holds.
struct Reply {
  unsigned status = 0;
  std::string body;
  std::string request_id;
};

class Api {
 public:
  // Error: invalid_request, naming the member whose key does not parse.
  static domain::Result<std::shared_ptr<Api>> make(const Account& account, HttpClient& http,
                                                   GatewayMetrics& metrics);

  const Identity& identity() const { return identity_; }
  const std::string& account_id() const { return account_id_; }
  const std::string& apiv3_key() const { return apiv3_key_.reveal(); }
  const crypto::PrivateKey& merchant_key() const { return signer_.key; }
  std::shared_ptr<const PlatformKeys> keys() const { return keys_.keys(); }

  // `number` is for the log. The answer is 2xx and verified, or a failure classified by table 1.14.
  asio::awaitable<Answer<Reply>> call(Operation operation, Call call, std::string number, Deadline deadline);

  // Fetches the certificates, if that may help with this serial and was not tried a moment ago; who comes
  // while they are being fetched waits for them. Whether the serial is known now.
  asio::awaitable<bool> learn_key(std::string serial, Deadline deadline);

 private:
  Api(const Account& account, Signer signer, PlatformKeys keys, HttpClient& http, GatewayMetrics& metrics,
      Origin origin);

  HttpRequest signed_request(const Call& call) const;
  asio::awaitable<Answer<Reply>> exchange(Operation operation, Call call, Deadline deadline);
  asio::awaitable<Answer<Reply>> judge(Operation operation, HttpResponse response, Deadline deadline);
  asio::awaitable<Verdict> verified(const HttpResponse& response, Deadline deadline);
  asio::awaitable<void> routine_refresh(Deadline deadline);
  asio::awaitable<void> refresh_or_wait(Deadline deadline);
  asio::awaitable<void> refresh(Deadline deadline);
  asio::awaitable<bool> fetch_certificates(Deadline deadline);

  std::string account_id_;
  Identity identity_;
  Signer signer_;
  Secret apiv3_key_;
  std::string public_key_id_;
  Origin origin_;
  KeyStore keys_;
  HttpClient& http_;
  GatewayMetrics& metrics_;
  asio::strand<asio::any_io_executor> fetching_;  // keeps the two that follow
  bool under_way_ = false;
  asio::steady_timer ended_;  // cancelled when the fetch under way ends
};

}  // namespace lunchrush::gateways::wechatpay
