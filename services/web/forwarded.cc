#include "services/web/forwarded.h"

#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::web {
namespace {

constexpr char header[] = "X-Forwarded-For";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = std::min(text.find_first_not_of(blanks), text.size());
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

// Some write the port behind: 192.0.2.7:4711, [2001:db8::7]:4711.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  const auto colon = text.find(':');
  const bool one_colon =
      colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return one_colon ? text.substr(0, colon) : text;
}

std::optional<asio::ip::address> hop_of(std::string_view text) {
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(std::string(without_port(trimmed(text))), ec);
  if (ec) return std::nullopt;
  return unmapped(address);
}

}  // namespace

asio::ip::address client_behind(const AddressSet& proxies, const asio::ip::address& peer,
                                const HeaderFields& headers) {
  auto client = unmapped(peer);
  const auto [first, last] = headers.equal_range(header);
  for (auto field = last; field != first && proxies.contains(client);) {
    const auto value = (--field)->value();
    std::string_view left(value.data(), value.size());
    for (bool more = true; more && proxies.contains(client);) {
      const auto comma = left.rfind(',');
      more = comma != std::string_view::npos;
      const auto hop = hop_of(more ? left.substr(comma + 1) : left);
      if (!hop) return client;
      client = *hop;
      left = left.substr(0, more ? comma : 0);
    }
  }
  return client;
}

}  // namespace lunchrush::web
