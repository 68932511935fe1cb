// What stands in a request's head beside its framing: the query, percent-encoding, Last-Event-ID, page_size,
// traceparent, ETags and what is accepted. The input is a target; lines after it are values of headers.
#include <algorithm>

#include "services/gateways/percent.h"
#include "services/telemetry/json_text.h"
#include "services/web/etag.h"
#include "services/web/negotiation.h"
#include "services/web/page_token.h"
#include "services/web/request_head.h"
#include "services/web/sse.h"
#include "services/web/trace.h"
#include "services/web/url.h"
#include "tests/fuzz/require.h"

using namespace lunchrush;
using fuzz::require;

namespace {

bool good_text(std::string_view text) {
  return telemetry::is_utf8(text) && text.find('\0') == std::string_view::npos;
}

void decodes_to_what_was_encoded(std::string_view text) {
  const auto encoded = gateways::percent_encode(text);
  const auto decoded = web::percent_decode(encoded);
  require(decoded.has_value() == good_text(text), "only UTF-8 without NUL is text");
  if (decoded) require(*decoded == text, "decoding is not encoding backwards");
  if (const auto direct = web::percent_decode(text))
    require(good_text(*direct), "decoded to what is no text");

  const auto pairs = web::form_decode(text);
  if (!pairs) return;
  require(pairs->size() <= web::query_parameters_max, "more parameters than the limit");
  std::string again;
  for (const auto& [name, value] : *pairs) {
    require(good_text(name) && good_text(value), "a parameter that is no text");
    again += gateways::percent_encode(name) + "=" + gateways::percent_encode(value) + "&";
  }
  require(web::form_decode(again) == pairs, "written again the query says something else");
}

void bounded(const web::Request& request) {
  if (const auto after = web::resume_after(request)) {
    if (*after) require(**after >= 0, "a position before the first");
  } else {
    require(after.error().fields.size() == 1, "a refused position without its name");
  }
  if (const auto size = web::page_size(request))
    require(*size >= 1 && *size <= web::page_size_max, "a page out of bounds");
  require(request.trace_id.size() == 32 &&
              request.trace_id.find_first_not_of("0123456789abcdef") == std::string::npos,
          "a trace id that is none");
  require(!request.request_id.empty() && request.request_id.size() <= 64, "a request id out of bounds");
  const auto allowed = request.deadline - request.received;
  require(allowed > std::chrono::milliseconds(0) && allowed <= std::chrono::seconds(8),
          "a deadline out of bounds");
}

void etags(const web::Request& request) {
  const auto etag = web::version_etag(7);
  const bool differs = web::none_match_fails(request, etag);
  const auto match = web::if_match(request, etag);
  const auto given = request.header("If-Match");
  require((match == web::IfMatch::absent) == !given.has_value(), "If-Match that is and is not there");
  if (given == etag) require(match == web::IfMatch::matches, "the same tag does not match");
  if (request.header("If-None-Match") == etag) require(differs, "the same tag does not match");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr const char* names[] = {"Last-Event-ID",        "traceparent",   "X-Request-Id",
                                          "X-Request-Timeout-Ms", "Accept",        "Content-Type",
                                          "Accept-Language",      "If-None-Match", "If-Match"};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto take_line = [&] {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    return line;
  };
  web::RequestHeader head;
  const auto target = take_line();
  head.method(web::http::verb::get);
  head.target({target.data(), target.size()});
  for (const auto* name : names) {
    const auto value = take_line();
    // Beast's own storage refuses more; the server's limit on heads is far below.
    if (!value.empty() && value.size() < 8192)
      head.insert(name, boost::beast::string_view(value.data(), value.size()));
  }

  bool bad_query = false;
  const auto request = web::make_request(head,
                                         {std::chrono::steady_clock::time_point(std::chrono::seconds(100)),
                                          std::chrono::seconds(8), "127.0.0.1"},
                                         bad_query);
  require(target.starts_with(request.path), "a path that is not the target's");
  require(!bad_query || request.query.empty(), "a bad query is empty");
  bounded(request);
  etags(request);
  decodes_to_what_was_encoded(target);
  return 0;
}
