// Internet addresses as settings name them and as limits count them.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/result.h"

namespace lunchrush::web {

namespace asio = boost::asio;

// Addresses and blocks of them. IPv4 and its mapped form in IPv6 are the same.
class AddressSet {
 public:
  // "10.0.0.0/8, 192.0.2.7 2001:db8::/32". Error: invalid_request, naming what is no address.
  static domain::Result<AddressSet> parse(std::string_view list);
  static const AddressSet& loopback();

  bool contains(const asio::ip::address& address) const;
  bool empty() const { return blocks_.empty(); }
  void add(const AddressSet& others);

 private:
  struct Block {
    asio::ip::address_v6::bytes_type prefix{};
    std::size_t bits = 0;
    bool holds(const asio::ip::address_v6::bytes_type& address) const;
  };
  static domain::Result<Block> block_of(std::string_view text);

  std::vector<Block> blocks_;
};

// As people write it: an IPv4 address that came through an IPv6 socket is one.
asio::ip::address unmapped(const asio::ip::address& address);

// What one subscriber can choose from is one to a limit: of IPv6 the /64.
asio::ip::address_v6 network_of(const asio::ip::address& address);

// The same as text, of an address as text; what is no address is its own.
std::string network_of(std::string_view address);

}  // namespace lunchrush::web
