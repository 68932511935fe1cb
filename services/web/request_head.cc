#include "services/web/request_head.h"

#include <algorithm>
#include <charconv>

#include "services/crypto/digest.h"
#include "services/web/character_set.h"
#include "services/web/negotiation.h"
#include "services/web/trace.h"
#include "services/web/url.h"

namespace lunchrush::web {
namespace {

constexpr std::size_t request_id_length_max = 64;
constexpr std::size_t made_id_length = 13;

std::string_view std_view(boost::beast::string_view text) { return {text.data(), text.size()}; }

constexpr CharacterSet of_request_ids("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= request_id_length_max && of_request_ids.holds_all(text);
}

std::string trace_id_of(const Request& request) {
  const auto given = request.header("traceparent");
  auto parent = given ? from_traceparent(*given) : std::nullopt;
  return parent ? std::move(parent->trace_id) : new_trace_id();
}

std::chrono::milliseconds allowance(const Request& request, std::chrono::milliseconds deadline_max) {
  const auto given = request.header("X-Request-Timeout-Ms").value_or("");
  std::int64_t milliseconds = 0;
  const auto [end, ec] = std::from_chars(given.data(), given.data() + given.size(), milliseconds);
  const bool whole = ec == std::errc() && end == given.data() + given.size();
  if (!whole || milliseconds <= 0) return deadline_max;
  return std::min(std::chrono::milliseconds(milliseconds), deadline_max);
}

}  // namespace

Request make_request(const RequestHeader& head, const Arrival& arrival, bool& bad_query) {
  Request request;
  request.method = head.method();
  request.target = std_view(head.target());
  request.path = path_of(request.target);
  auto query = form_decode(request.target.substr(std::min(request.path.size() + 1, request.target.size())));
  bad_query = !query.has_value();
  if (query) request.query = std::move(*query);
  request.headers = &head;
  request.content_type = media_type(request.header("Content-Type"));
  request.accept = accepted_media(request.header("Accept"), request.content_type);
  request.language = accepted_language(request.header("Accept-Language"));
  request.request_id = request_id_of(head);
  request.trace_id = trace_id_of(request);
  request.client_address = arrival.client_address;
  request.received = arrival.received;
  request.deadline = arrival.received + allowance(request, arrival.deadline_max);
  return request;
}

std::string request_id_of(const HeaderFields& headers) {
  const auto given = headers.find("X-Request-Id");
  if (given == headers.end() || !is_request_id(std_view(given->value()))) return new_request_id();
  return std::string(given->value());
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string new_request_id() {
  std::string id(made_id_length, '0');
  auto bits = crypto::random_u64();
  for (auto digit = id.rbegin(); digit != id.rend(); ++digit, bits >>= 5)
    *digit = "0123456789abcdefghjkmnpqrstvwxyz"[bits & 31];
  return id;
}

}  // namespace lunchrush::web
