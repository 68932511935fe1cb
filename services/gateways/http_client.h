// HTTPS (and, for a simulator, HTTP) calls to gateways. What it promises: an end before the deadline, an
// answer no larger than the limits, and on failure the truth about whether a byte of the request went out.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "services/gateways/http_lane.h"
#include "services/gateways/http_message.h"
#include "services/gateways/metrics.h"

namespace lunchrush::gateways {

struct HttpLimits {
  ConnectionLimits connection;
  LaneLimits lane;
};

class HttpClient {
 public:
  // Connections live on `executor`'s context, whose threads may be one or many; calls may come from any
  // other. The client is destroyed after the last call ended, or after its context stopped running.
  HttpClient(asio::any_io_executor executor, GatewayMetrics& metrics, HttpLimits limits = {});

  // Besides the system's. Error: invalid_request. Before the first call only.
  domain::Result<void> trust(std::string_view authority_pem);

  // Never throws for what the other side does. Redirects are answers like others and are not followed.
  asio::awaitable<HttpOutcome> send(HttpRequest request, Deadline deadline);

  const asio::any_io_executor& executor() const { return executor_; }

 private:
  void load_authorities();
  std::shared_ptr<Lane> lane_of(const HttpRequest& request);

  asio::any_io_executor executor_;
  GatewayMetrics& metrics_;
  HttpLimits limits_;
  asio::ssl::context tls_;
  std::once_flag authorities_loaded_;
  std::mutex mutex_;
  // Shared with the calls in flight, whose frames may be destroyed after this object when a program ends.
  std::map<std::string, std::shared_ptr<Lane>, std::less<>> lanes_;
};

}  // namespace lunchrush::gateways
