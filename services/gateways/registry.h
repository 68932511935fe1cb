// The gateways of all merchant accounts, by account id; exchanged as a whole while calls are in flight.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "services/gateways/account.h"
#include "services/gateways/http_client.h"

namespace lunchrush::gateways {

// Error: invalid_request, when a key or the URL does not parse. `http` and `metrics` outlive the gateway.
domain::Result<std::shared_ptr<Gateway>> make_gateway(const Account& account, HttpClient& http,
                                                      GatewayMetrics& metrics);

// Thread-safe. A gateway that find() returned stays whole for as long as the caller holds it, over a whole
// call, however often the accounts are replaced meanwhile: hence shared_ptr.
class Registry {
 public:
  struct Fault {
    std::string account_id;
    domain::Error error;
  };

  Registry(HttpClient& http, GatewayMetrics& metrics) : http_(http), metrics_(metrics) {}

  std::shared_ptr<Gateway> find(std::string_view account_id) const;  // null when there is none
  std::vector<std::string> account_ids() const;

  // From now on exactly these. An unchanged account keeps its gateway, with the certificates that gateway
  // fetched; one that cannot be made keeps what it had before, if anything, and is named in the answer.
  std::vector<Fault> replace(const std::vector<Account>& accounts);

 private:
  struct Entry {
    std::string fingerprint;  // of the account's JSON, so that no second copy of its secrets is kept
    std::shared_ptr<Gateway> gateway;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  std::shared_ptr<const Entries> snapshot() const;

  HttpClient& http_;
  GatewayMetrics& metrics_;
  mutable std::mutex mutex_;
  std::mutex replacing_;  // one replacement at a time; look-ups do not wait for it
  std::shared_ptr<const Entries> entries_ = std::make_shared<const Entries>();
};

}  // namespace lunchrush::gateways
