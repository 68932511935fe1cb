#include "services/web/address_set.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace lunchrush::web {
namespace {

using Bytes = asio::ip::address_v6::bytes_type;

constexpr std::string_view separators = ", \t\n";
constexpr std::size_t mapped_bits = 96;  // before the IPv4 address in ::ffff:192.0.2.7
constexpr std::size_t network_bytes = 8;

Bytes bytes_of(const asio::ip::address& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes();
}

std::optional<asio::ip::address> address_of(std::string_view text) {
  boost::system::error_code ec;
  auto address = asio::ip::make_address(std::string(text), ec);
  if (ec || text.find('%') != std::string_view::npos) return std::nullopt;
  return address;
}

// "/8", or nothing for the whole address.
std::optional<std::size_t> bits_of(std::string_view text, std::size_t bits_max) {
  if (text.empty()) return bits_max;
  text.remove_prefix(1);
  std::size_t bits = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (ec != std::errc() || end != text.data() + text.size() || bits > bits_max) return std::nullopt;
  return bits;
}

Bytes masked(Bytes bytes, std::size_t bits) {
  for (std::size_t i = 0; i != bytes.size(); ++i) {
    const auto kept = std::clamp<std::ptrdiff_t>(
        static_cast<std::ptrdiff_t>(bits) - 8 * static_cast<std::ptrdiff_t>(i), 0, 8);
    bytes[i] = static_cast<unsigned char>(bytes[i] & (0xff00 >> kept));
  }
  return bytes;
}

domain::Error refusal(std::string_view text, std::string_view why) {
  return {domain::ErrorCode::invalid_request, "\"" + std::string(text) + "\" " + std::string(why)};
}

}  // namespace

domain::Result<AddressSet> AddressSet::parse(std::string_view list) {
  AddressSet set;
  while (true) {
    list.remove_prefix(std::min(list.find_first_not_of(separators), list.size()));
    if (list.empty()) return set;
    const auto one = list.substr(0, list.find_first_of(separators));
    const auto block = block_of(one);
    if (!block) return block.error();
    set.blocks_.push_back(*block);
    list.remove_prefix(one.size());
  }
}

domain::Result<AddressSet::Block> AddressSet::block_of(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto address = address_of(text.substr(0, slash));
  if (!address) return refusal(text, "is no address, nor a block like 10.0.0.0/8 or 2001:db8::/32");
  const std::size_t before = address->is_v4() ? mapped_bits : 0;
  const auto bits = bits_of(text.substr(slash), 128 - before);
  if (!bits) return refusal(text, "has no such prefix length");
  const Block block{bytes_of(*address), *bits + before};
  // Somebody who writes 10.1.2.3/8 means something else than the sixteen million that this would trust.
  if (masked(block.prefix, block.bits) != block.prefix) return refusal(text, "names one address and a block");
  return block;
}

const AddressSet& AddressSet::loopback() {
  static const auto set = *parse("127.0.0.0/8 ::1");
  return set;
}

bool AddressSet::Block::holds(const Bytes& address) const { return masked(address, bits) == prefix; }

bool AddressSet::contains(const asio::ip::address& address) const {
  if (empty()) return false;
  const auto bytes = bytes_of(address);
  return std::ranges::any_of(blocks_, [&](const Block& block) { return block.holds(bytes); });
}

void AddressSet::add(const AddressSet& others) {
  blocks_.insert(blocks_.end(), others.blocks_.begin(), others.blocks_.end());
}

asio::ip::address unmapped(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

asio::ip::address_v6 network_of(const asio::ip::address& address) {
  auto bytes = bytes_of(address);
  const asio::ip::address_v6 whole(bytes);
  if (whole.is_v4_mapped()) return whole;
  std::fill(bytes.begin() + network_bytes, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6(bytes);
}

std::string network_of(std::string_view address) {
  const auto known = address_of(address);
  return known ? network_of(*known).to_string() : std::string(address);
}

}  // namespace lunchrush::web
