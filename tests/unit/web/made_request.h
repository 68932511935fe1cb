// A Request made by hand, for what looks at one without a server.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/web/request.h"

namespace lunchrush::web {

class MadeRequest {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  explicit MadeRequest(const Pairs& headers, Pairs query = {}) {
    for (const auto& [name, value] : headers) fields_.insert(name, value);
    request.headers = &fields_;
    request.query = std::move(query);
    request.request_id = "r-1";
  }
  MadeRequest(const MadeRequest&) = delete;

  Request request;

 private:
  HeaderFields fields_;
};

}  // namespace lunchrush::web
