// The route table: path, verb, handler, and what the OpenAPI document says of them.
#pragma once

#include <google/protobuf/descriptor.h>

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/web/priority.h"
#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::web {

using Handler = std::function<asio::awaitable<Reply>(Request&)>;

struct QueryParameter {
  std::string name;
  std::string description;
  std::string type = "string";  // JSON schema type
};

struct Route {
  http::verb method{};
  std::string pattern;  // "/v1/orders/{id}/cancel"
  std::string name;     // "cancel_order": metric label and operationId
  std::string summary;  // one line for OpenAPI
  Handler handler;
  const google::protobuf::Descriptor* request = nullptr;   // null: no body
  const google::protobuf::Descriptor* response = nullptr;  // null: not a message (text, stream, empty)
  unsigned success_status = 200;
  std::vector<std::string> who{};  // "guest", "device:kitchen", "staff", …; empty: anyone
  bool idempotency_key = false;    // the Idempotency-Key header is required
  std::vector<QueryParameter> query{};
  std::string response_media_type = "application/json";
  std::vector<std::string> problems{};   // codes beyond the common ones
  bool etag = false;                     // answers carry an ETag, If-None-Match is heard
  Priority priority = Priority::exempt;  // when not everything can be served
  bool waits_outside = false;            // for a gateway: what it takes says nothing about this server
};

// A tree of path segments. Fixed segments win over parameters; HEAD is served by GET.
class Router {
 public:
  void add(Route route);  // std::logic_error for a pattern and method that are there already
  struct Match {
    const Route* route = nullptr;  // null: 404, or 405 when `allow` is not empty
    std::string allow;             // "GET, POST"
    std::vector<std::pair<std::string_view, std::string>> parameters;  // decoded
    bool bad_encoding = false;                                         // a segment does not decode: 400
  };
  Match find(http::verb method, std::string_view path) const;
  const std::deque<Route>& routes() const { return routes_; }

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> any;  // "{id}"
    std::vector<const Route*> routes;
  };
  static const Node* descend(const Node& node, std::span<const std::string> segments,
                             std::vector<std::string>& values);

  std::deque<Route> routes_;  // keeps its elements in place
  Node root_;
};

}  // namespace lunchrush::web
