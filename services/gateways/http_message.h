// What the HTTP client takes and gives back.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "services/domain/result.h"
#include "services/gateways/header_list.h"

namespace lunchrush::gateways {

// Where a gateway listens, from an absolute http or https URL.
struct Origin {
  bool tls = true;
  std::string host;  // a name, or an address without brackets
  std::string port;
  std::string authority;  // as the Host header wants it
  std::string path;       // of the URL, without a trailing slash; may be empty

  static domain::Result<Origin> from_url(std::string_view url);  // error: invalid_request
};

struct HttpRequest {
  std::string gateway;  // whose bulkhead and breaker it uses: "wechatpay"
  Origin origin;
  std::string method;
  std::string target;  // path and query, sent exactly so
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
};

// The bytes on the wire. Error: invalid_request, when a part
// holds a line end that would start another header.
domain::Result<std::string> to_wire(const HttpRequest& request);

struct HttpResponse {
  unsigned status = 0;
  HeaderList headers;
  std::string body;
};

// No answer. `sent` decides what may be believed: nothing sent is nothing done; otherwise nobody knows.
struct HttpFailure {
  bool sent = false;
  std::string reason;
};

using HttpOutcome = std::variant<HttpResponse, HttpFailure>;

}  // namespace lunchrush::gateways
