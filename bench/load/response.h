// As much of an HTTP/1.1 response as a load generator has to understand.
#pragma once

#include <optional>
#include <string_view>

namespace lunchrush::bench {

struct Response {
  unsigned status = 0;
  bool keep_alive = true;
  std::string_view body;
  std::size_t bytes = 0;  // of the whole response
};

enum class Parse { complete, incomplete, malformed };

// The response at the beginning of `bytes`. Chunked answers are malformed here: none of the measured routes
// sends one.
Parse parse_response(std::string_view bytes, Response& response);

}  // namespace lunchrush::bench
