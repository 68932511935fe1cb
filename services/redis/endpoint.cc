#include "services/redis/endpoint.h"

#include <boost/url.hpp>
#include <charconv>
#include <optional>

namespace lunchrush::redis {
namespace {

domain::Error refused(std::string why) {
  return {domain::ErrorCode::invalid_request, "Redis URL: " + std::move(why)};
}

std::optional<std::uint32_t> database_of(std::string_view path) {
  if (path.empty() || path == "/") return 0;
  std::uint32_t number = 0;
  const auto begin = path.data() + 1, end = path.data() + path.size();
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

// A host in brackets is an IPv6 address; the resolver wants it bare.
std::string host_of(const boost::urls::url_view& url) {
  if (url.host_type() == boost::urls::host_type::ipv6) return url.host_ipv6_address().to_string();
  return url.host();
}

}  // namespace

domain::Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return refused("must look like redis://[:password@]host:port/database");
  const auto& url = *parsed;
  if (url.scheme() == "rediss") return refused("TLS is not spoken here; put a TLS tunnel beside Redis");
  if (url.scheme() != "redis") return refused("the scheme must be redis");
  if (url.encoded_host().empty()) return refused("the host is missing");
  if (url.has_query() || url.has_fragment()) return refused("neither query nor fragment is understood");
  const auto database = database_of(url.path());
  if (!database) return refused("the path must be a database number, as in /0");
  Endpoint endpoint{
      .host = host_of(url), .user = url.user(), .password = url.password(), .database = *database};
  if (!url.has_port()) return endpoint;
  endpoint.port = url.port_number();
  if (endpoint.port == 0) return refused("the port must be 1 to 65535");
  return endpoint;
}

}  // namespace lunchrush::redis
