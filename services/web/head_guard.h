// Decides where one request ends and the next begins, or that this is in doubt (faults.md, F4 and rows
// 10–14). Beast accepts much that another server in front would read differently; what two readers could read
// differently is refused.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/domain/result.h"
#include "services/web/header_fields.h"

namespace lunchrush::web {

namespace http = boost::beast::http;

struct HeadLimits {
  std::size_t first_line_bytes_max;
  std::size_t bytes_max;
  std::size_t fields_max;
};

// Looks at the raw bytes of a head as they arrive: every line ends in CRLF, none is folded, no control
// characters, the first line can be a request at all, and all are within the limits. Of two faults it tells
// the one that comes first, however the bytes were cut on their way.
class HeadScanner {
 public:
  enum class State { incomplete, complete, malformed, first_line_too_long, too_large, too_many_fields };

  explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}

  State scan(std::string_view bytes);            // all bytes so far, from the request's first
  std::size_t head_size() const { return at_; }  // once complete: with the empty line
  bool begun() const { return lines_ != 0; }     // the first line is complete

 private:
  bool acceptable_line(std::string_view line) const;

  HeadLimits limits_;
  std::size_t at_ = 0;     // start of the first line that is not yet complete
  std::size_t lines_ = 0;  // complete ones, the request line included
};

enum class BodyKind { none, length, chunked };

struct Framing {
  BodyKind body = BodyKind::none;
  std::uint64_t length = 0;  // when `length`; larger than any limit when its digits are too many
};

// After Beast's own parse. Error: invalid_request, for a doubt that must end the connection.
domain::Result<Framing> framing_of(const RequestHeader& head);

}  // namespace lunchrush::web
