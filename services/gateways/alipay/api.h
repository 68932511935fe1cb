// One signed call of the Alipay gateway and its verified answer.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>

#include "services/gateways/account.h"
#include "services/gateways/alipay/errors.h"
#include "services/gateways/alipay/trade.h"
#include "services/gateways/http_client.h"

namespace lunchrush::gateways::alipay {

// The node of an answer that says 10000 or 10003, its signature checked.
struct Reply {
  boost::json::object node;
  std::string raw;       // its bytes
  bool pending = false;  // 10003

  bool speaks_of(std::string_view out_trade_no) const;
};

struct Call {
  Operation operation{};
  std::string content;     // biz_content
  std::string notify_url;  // where the operation has one; may be empty
  std::string number;      // for the log
};

class Api {
 public:
  // Error: invalid_request, naming the member whose key does not parse.
  static domain::Result<std::shared_ptr<Api>> make(const Account& account, HttpClient& http,
                                                   GatewayMetrics& metrics);

  const Identity& identity() const { return identity_; }
  const std::string& account_id() const { return account_id_; }
  const crypto::PublicKey& alipay_key() const { return alipay_key_; }

  asio::awaitable<Answer<Reply>> call(Call call, Deadline deadline);

 private:
  struct Keys {
    crypto::PrivateKey app;
    crypto::PublicKey alipay;
  };
  Api(const Account& account, Keys keys, HttpClient& http, GatewayMetrics& metrics, Origin origin);

  HttpRequest signed_request(const Call& call) const;
  Answer<Reply> judge(Operation operation, const HttpResponse& response) const;

  std::string account_id_;
  Identity identity_;
  crypto::PrivateKey app_key_;
  crypto::PublicKey alipay_key_;
  Origin origin_;
  HttpClient& http_;
  GatewayMetrics& metrics_;
};

}  // namespace lunchrush::gateways::alipay
