// One HTTP request as a handler sees it: framing checked, limits kept, target split. Views live as long as
// the call.
#pragma once

#include <boost/beast/http/verb.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/web/header_fields.h"

namespace lunchrush::web {

namespace http = boost::beast::http;

enum class Language { zh, en };
enum class MediaType { json, protobuf, form, other, none };

struct Request {
  http::verb method{};
  std::string_view target;  // as received
  std::string_view path;    // without query, percent-decoded by segment in `parameters`
  std::vector<std::pair<std::string, std::string>> query;            // decoded, in order
  std::vector<std::pair<std::string_view, std::string>> parameters;  // "id" of "/v1/orders/{id}", decoded
  const HeaderFields* headers = nullptr;
  std::string_view body;
  MediaType content_type = MediaType::none;  // of the body
  MediaType accept = MediaType::json;        // json or protobuf, from Accept, else like the body
  Language language = Language::zh;          // from Accept-Language; zh when absent
  std::string request_id;           // X-Request-Id if well-formed (≤ 64 of [A-Za-z0-9._-]), else made
  std::string trace_id;             // 32 hex, of a valid traceparent, else made
  std::string_view client_address;  // of the peer, or whom a trusted proxy speaks for
  std::chrono::steady_clock::time_point received;
  std::chrono::steady_clock::time_point deadline;  // X-Request-Timeout-Ms, bounded by the server's own
  std::string_view route;                          // the route's name: metric label

  // nullopt when missing; when present more than once the first one (handlers that care use header_count).
  std::optional<std::string_view> header(std::string_view name) const;
  std::size_t header_count(std::string_view name) const;
  std::optional<std::string_view> parameter(std::string_view name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;
};

}  // namespace lunchrush::web
