#include "services/web/request_reader.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <cstdlib>

namespace lunchrush::web {
namespace {

using domain::ErrorCode;

constexpr std::size_t read_bytes = 4096;  // one read of a head; most requests are one read
constexpr std::size_t body_read_bytes = 16384;
constexpr std::size_t kept_bytes_max = 16384;   // a larger buffer is given back between requests
constexpr std::size_t request_line_extra = 32;  // method, version and blanks around the target

HeadLimits head_limits(const ServerLimits& limits) {
  return {.first_line_bytes_max = limits.target_bytes_max + request_line_extra,
          .bytes_max = limits.header_bytes_max,
          .fields_max = limits.headers_max};
}

}  // namespace

RequestReader::RequestReader(const ServerLimits& limits)
    : limits_(limits),
      scanner_(head_limits(limits)),
      buffer_(limits.header_bytes_max + limits.body_bytes_max + read_bytes + body_read_bytes) {}

boost::asio::mutable_buffer RequestReader::space() {
  if (framing_.body != BodyKind::length) return buffer_.prepare(read_bytes);
  const auto missing = framing_.length - std::min<std::uint64_t>(framing_.length, buffer_.size());
  return buffer_.prepare(std::clamp<std::size_t>(missing, read_bytes, body_read_bytes));
}

RequestReader::State RequestReader::head() {
  // One empty line in front is an old client's habit after a body (RFC 9112, 2.2).
  if (!passed_empty_line_ && !scanner_.begun() && buffered().starts_with("\r\n")) {
    buffer_.consume(2);
    passed_empty_line_ = true;
  }
  if (buffered().empty() || buffered() == "\r") return State::more;
  switch (scanner_.scan(buffered())) {
    case HeadScanner::State::incomplete: return State::more;
    case HeadScanner::State::complete: return parse_head();
    case HeadScanner::State::malformed: return doubt("the request's head is not well-formed");
    case HeadScanner::State::first_line_too_long: return refuse(Limit::target_bytes, ErrorCode::uri_too_long);
    case HeadScanner::State::too_large: return refuse(Limit::header_bytes, ErrorCode::header_too_large);
    case HeadScanner::State::too_many_fields: return refuse(Limit::headers, ErrorCode::header_too_large);
  }
  std::abort();  // -Werror=switch keeps this unreachable
}

RequestReader::State RequestReader::parse_head() {
  parser_.emplace(std::piecewise_construct, std::make_tuple(), std::make_tuple(&header_memory_));
  parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes_max + 1));
  parser_->body_limit(boost::none);  // ours is below, with its own answer
  boost::system::error_code ec;
  parser_->put(boost::asio::buffer(buffered().substr(0, scanner_.head_size())), ec);
  if (ec || !parser_->is_header_done()) return doubt("the request's head is not well-formed");
  auto framing = framing_of(header());
  if (framing.has_error()) return doubt(framing.error().detail);
  framing_ = *framing;
  buffer_.consume(scanner_.head_size());
  if (framing_.body == BodyKind::length && framing_.length > limits_.body_bytes_max)
    return refuse(Limit::body_bytes, ErrorCode::body_too_large);
  if (framing_.body == BodyKind::chunked) chunked_.emplace(limits_.body_bytes_max);
  return State::ready;
}

RequestReader::State RequestReader::body() {
  if (framing_.body == BodyKind::none) return State::ready;
  if (framing_.body == BodyKind::chunked) return read_chunked();
  if (buffer_.size() < framing_.length) return State::more;
  body_in_buffer_ = framing_.length;
  body_ = buffered().substr(0, body_in_buffer_);
  return State::ready;
}

RequestReader::State RequestReader::read_chunked() {
  std::size_t taken = 0;
  const auto state = chunked_->read(buffered(), taken);
  buffer_.consume(taken);
  switch (state) {
    case ChunkedReader::State::more: return State::more;
    case ChunkedReader::State::refused:
      limit_ = chunked_->limit();
      return doubt("the chunked body is not well-formed");
    case ChunkedReader::State::too_large: return refuse(Limit::body_bytes, ErrorCode::body_too_large);
    case ChunkedReader::State::done: break;
  }
  body_ = chunked_->body();
  return State::ready;
}

void RequestReader::next() {
  buffer_.consume(body_in_buffer_);
  body_in_buffer_ = 0;
  body_ = {};
  chunked_.reset();
  parser_.reset();
  header_memory_.release();
  framing_ = {};
  scanner_ = HeadScanner(head_limits(limits_));
  passed_empty_line_ = false;
  if (buffer_.size() == 0 && buffer_.capacity() > kept_bytes_max) buffer_.shrink_to_fit();
}

bool RequestReader::expects_continue() const {
  return header().version() == 11 && boost::beast::iequals(header()[http::field::expect], "100-continue");
}

RequestReader::State RequestReader::refuse(ErrorCode code, std::string detail) {
  refusal_ = {code, std::move(detail)};
  return State::refused;
}

RequestReader::State RequestReader::refuse(Limit limit, ErrorCode code) {
  limit_ = limit;
  return refuse(code, "");
}

RequestReader::State RequestReader::doubt(std::string detail) {
  in_doubt_ = true;
  return refuse(ErrorCode::invalid_request, std::move(detail));
}

std::string_view RequestReader::buffered() const {
  return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
}

}  // namespace lunchrush::web
