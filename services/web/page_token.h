// Opaque page tokens: the keyset of the last item, signed together with the filters it belongs to, so that
// nobody makes one up and none is carried over to another query.
#pragma once

#include <string>
#include <string_view>

#include "services/domain/result.h"
#include "services/web/request.h"

namespace lunchrush::web {

inline constexpr int page_size_default = 50;
inline constexpr int page_size_max = 200;  // what asks for more gets this many

class PageTokens {
 public:
  explicit PageTokens(std::string secret) : secret_(std::move(secret)) {}

  // `filters`: everything that selects and orders the items, the principal's scope included.
  std::string make(std::string_view keyset, std::string_view filters) const;
  // Error: invalid_request naming page_token.
  domain::Result<std::string> read(std::string_view token, std::string_view filters) const;

 private:
  std::string signature(std::string_view keyset, std::string_view filters) const;
  std::string secret_;
};

// From ?page_size=. Error: invalid_request when it is not a positive number.
domain::Result<int> page_size(const Request& request);

}  // namespace lunchrush::web
