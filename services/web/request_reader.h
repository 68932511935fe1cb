// Bytes in, requests out: head, framing guard, body, within the server's limits. No I/O: whoever owns the
// socket puts bytes into space() and asks again.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>
#include <string_view>

#include "services/domain/result.h"
#include "services/web/chunked.h"
#include "services/web/head_guard.h"
#include "services/web/header_fields.h"
#include "services/web/limits_hit.h"
#include "services/web/server.h"

namespace lunchrush::web {

class RequestReader {
 public:
  enum class State { more, ready, refused };
  using Parser = http::request_parser<http::empty_body, HeaderFields::allocator_type>;

  explicit RequestReader(const ServerLimits& limits);

  boost::asio::mutable_buffer space();  // invalidates what body() showed
  void received(std::size_t count) { buffer_.commit(count); }
  bool untouched() const { return buffer_.size() == 0; }  // no byte of the next request is here

  State head();
  State body();                                // after head() was ready
  void next();                                 // forgets the request that was read
  bool in_doubt() const { return in_doubt_; }  // refused because of its framing
  const domain::Error& refusal() const { return refusal_; }
  std::optional<Limit> limit() const { return limit_; }  // that made it refuse

  bool has_header() const { return parser_ && parser_->is_header_done(); }
  const RequestHeader& header() const { return parser_->get().base(); }
  bool keep_alive() const { return parser_->keep_alive(); }
  bool expects_continue() const;
  std::string_view body_bytes() const { return body_; }

 private:
  State refuse(domain::ErrorCode code, std::string detail);
  State refuse(Limit limit, domain::ErrorCode code);
  State doubt(std::string detail);
  State parse_head();
  State read_chunked();
  std::string_view buffered() const;

  static constexpr std::size_t usual_header_bytes = 1024;

  const ServerLimits& limits_;
  std::array<std::byte, usual_header_bytes> header_bytes_;
  std::pmr::monotonic_buffer_resource header_memory_{header_bytes_.data(), header_bytes_.size()};
  HeadScanner scanner_;
  boost::beast::flat_buffer buffer_;
  bool passed_empty_line_ = false;
  std::optional<Parser> parser_;
  Framing framing_;
  std::optional<ChunkedReader> chunked_;
  std::string_view body_;
  std::size_t body_in_buffer_ = 0;
  domain::Error refusal_;
  std::optional<Limit> limit_;
  bool in_doubt_ = false;
};

}  // namespace lunchrush::web
