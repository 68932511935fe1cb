#include "services/gateways/http_message.h"

#include <algorithm>
#include <boost/url.hpp>

namespace lunchrush::gateways {

namespace {

domain::Error invalid(std::string detail) {
  return {.code = domain::ErrorCode::invalid_request, .detail = std::move(detail)};
}

bool one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

}  // namespace

domain::Result<Origin> Origin::from_url(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url || (url->scheme() != "http" && url->scheme() != "https"))
    return invalid("not an http or https URL");
  if (url->host().empty() || url->has_userinfo()) return invalid("a gateway's URL names a host and no user");
  if (url->has_query() || url->has_fragment()) return invalid("a gateway's URL has no query and no fragment");
  Origin out;
  out.tls = url->scheme() == "https";
  out.host = url->host_address();
  out.port = url->has_port() ? std::string(url->port()) : out.tls ? "443" : "80";
  out.authority = url->encoded_host_and_port();
  out.path = url->encoded_path();
  while (out.path.ends_with('/')) out.path.pop_back();
  return out;
}

domain::Result<std::string> to_wire(const HttpRequest& request) {
  std::string out;
  out.reserve(512 + request.body.size());
  out.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  out.append("Host: ").append(request.origin.authority).append("\r\n");
  bool clean = one_line(request.method) && one_line(request.target) && one_line(request.origin.authority);
  clean = clean && request.target.find(' ') == std::string::npos;
  for (const auto& [name, value] : request.headers) {
    clean = clean && one_line(name) && one_line(value);
    out.append(name).append(": ").append(value).append("\r\n");
  }
  if (!clean) return invalid("a line end or space where none may be");
  const bool with_body = !request.body.empty() || request.method != "GET";
  if (with_body) out.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  out.append("\r\n").append(request.body);
  return out;
}

}  // namespace lunchrush::gateways
