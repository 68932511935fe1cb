#include <catch2/catch.hpp>

#include "services/web/address_tally.h"
#include "services/web/forwarded.h"
#include "tests/unit/web/dialogue.h"

using namespace lunchrush::web;
using asio::ip::make_address;

namespace {

AddressSet set_of(std::string_view list) { return *AddressSet::parse(list); }

asio::awaitable<Reply> say_who(Request& request) {
  co_return Reply{.content_type = "text/plain", .body = std::string(request.client_address)};
}

Router who() {
  Router router;
  router.add({.method = http::verb::get, .pattern = "/who", .name = "who", .handler = say_who});
  return router;
}

constexpr std::string_view ask = "GET /who HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view ask_for_another =
    "GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.9, 203.0.113.5\r\n\r\n";

}  // namespace

TEST_CASE("a set holds the addresses of its blocks, IPv4 in either form, and no others") {
  auto [list, address, held] = GENERATE(table<std::string, std::string, bool>({
      {"", "127.0.0.1", false},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.8", false},
      {"192.0.2.7", "::ffff:192.0.2.7", true},
      {"::ffff:192.0.2.7", "192.0.2.7", true},
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.0/9", "10.127.255.255", true},
      {"10.0.0.0/9", "10.128.0.0", false},
      {"0.0.0.0/0", "203.0.113.1", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/33", "2001:db8:7fff::1", true},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"::1", "::1", true},
      {"10.0.0.0/8, 192.0.2.7 2001:db8::/32,", "2001:db8::5", true},
      {"10.0.0.0/8,,192.0.2.7", "192.0.2.7", true},
  }));
  CHECK(set_of(list).contains(make_address(address)) == held);
}

TEST_CASE("what is no block is named, and so is a block that would hold more than it says") {
  auto [list, said] = GENERATE(table<std::string, std::string>({
      {"10.0.0.0/8, proxy.example", "\"proxy.example\" is no address"},
      {"10.0.0.0/33", "\"10.0.0.0/33\" has no such prefix length"},
      {"2001:db8::/129", "\"2001:db8::/129\" has no such prefix length"},
      {"10.0.0.0/", "\"10.0.0.0/\" has no such prefix length"},
      {"10.0.0.0/-1", "\"10.0.0.0/-1\" has no such prefix length"},
      {"10.0.0.0/8x", "\"10.0.0.0/8x\" has no such prefix length"},
      {"10.1.2.3/8", "\"10.1.2.3/8\" names one address and a block"},
      {"10.0.0.256", "\"10.0.0.256\" is no address"},
      {"010.0.0.1", "\"010.0.0.1\" is no address"},
      {"fe80::1%eth0", "\"fe80::1%eth0\" is no address"},
  }));
  const auto parsed = AddressSet::parse(list);
  REQUIRE(!parsed.has_value());
  CHECK(parsed.error().detail.starts_with(said));
}

TEST_CASE("who asks is the last hop that no trusted proxy vouches for [row 87]") {
  using Fields = std::vector<std::string>;
  auto [peer, fields, client] = GENERATE(table<std::string, Fields, std::string>({
      // Nobody believes a stranger.
      {"203.0.113.5", {"198.51.100.9"}, "203.0.113.5"},
      {"203.0.113.5", {"10.0.0.2"}, "203.0.113.5"},
      // One proxy, which says whom it heard.
      {"10.0.0.1", {}, "10.0.0.1"},
      {"10.0.0.1", {"203.0.113.5"}, "203.0.113.5"},
      {"::ffff:10.0.0.1", {"203.0.113.5"}, "203.0.113.5"},
      {"10.0.0.1", {"2001:db8::5"}, "2001:db8::5"},
      {"10.0.0.1", {"::ffff:203.0.113.5"}, "203.0.113.5"},
      // What the client itself had written stays left of it, however often it repeats itself.
      {"10.0.0.1", {"198.51.100.9, 203.0.113.5"}, "203.0.113.5"},
      {"10.0.0.1", {"10.0.0.9, 203.0.113.5"}, "203.0.113.5"},
      {"10.0.0.1", {"198.51.100.9", "203.0.113.5"}, "203.0.113.5"},
      {"10.0.0.1", {"203.0.113.5", "10.0.0.2"}, "203.0.113.5"},
      // Two proxies.
      {"10.0.0.1", {"198.51.100.9, 203.0.113.5, 10.0.0.2"}, "203.0.113.5"},
      {"10.0.0.1", {"203.0.113.5,10.0.0.2 , 10.0.0.3"}, "203.0.113.5"},
      // Ours all the way: the first of them asks for itself.
      {"10.0.0.1", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
      // With ports, as some balancers write.
      {"10.0.0.1", {"203.0.113.5:4711"}, "203.0.113.5"},
      {"10.0.0.1", {"[2001:db8::5]:4711"}, "2001:db8::5"},
      {"10.0.0.1", {"[2001:db8::5]"}, "2001:db8::5"},
      // Where the chain cannot be read it ends.
      {"10.0.0.1", {""}, "10.0.0.1"},
      {"10.0.0.1", {"unknown"}, "10.0.0.1"},
      {"10.0.0.1", {"203.0.113.5, unknown, 10.0.0.2"}, "10.0.0.2"},
      {"10.0.0.1", {"203.0.113.5,"}, "10.0.0.1"},
      {"10.0.0.1", {"["}, "10.0.0.1"},
      {"10.0.0.1", {"203.0.113.5\tx"}, "10.0.0.1"},
  }));
  HeaderFields headers;
  for (const auto& field : fields) headers.insert("X-Forwarded-For", field);
  CHECK(client_behind(set_of("10.0.0.0/8"), make_address(peer), headers) == make_address(client));
}

TEST_CASE("an address holds as many connections as it may, and an IPv6 network is one address") {
  AddressTally tally(2, set_of("10.0.0.0/8"));
  const auto enter = [&](const char* address) { return tally.enter(make_address(address)); };
  auto first = enter("2001:db8::1");
  const auto second = enter("2001:db8::2:2");
  CHECK(first.has_value());
  CHECK(second.has_value());
  CHECK(!enter("2001:db8::3").has_value());
  const auto neighbour = enter("2001:db8:0:1::3");
  CHECK(neighbour.has_value());
  first.reset();
  CHECK(enter("2001:db8::3").has_value());  // and left again
  const auto proxied = enter("10.0.0.1"), too = enter("10.0.0.1"), as_well = enter("10.0.0.1");
  CHECK(as_well.has_value());
  CHECK(tally.addresses() == 2);
}

TEST_CASE("an address without connections is forgotten") {
  AddressTally tally(1, {});
  for (int i = 0; i != 1'000; ++i) {
    const auto place = tally.enter(asio::ip::address_v4(0x0a000000u + static_cast<unsigned>(i)));
    CHECK(tally.addresses() == 1);
  }
  CHECK(tally.addresses() == 0);
}

TEST_CASE("a subscriber's network is what his limit is counted by") {
  auto [address, network] = GENERATE(table<std::string, std::string>({
      {"203.0.113.5", "::ffff:203.0.113.5"},
      {"2001:db8::1", "2001:db8::"},
      {"2001:db8::ffff:1", "2001:db8::"},
      {"2001:db8:0:1::1", "2001:db8:0:1::"},
      {"", ""},
  }));
  CHECK(network_of(std::string_view(address)) == network);
}

TEST_CASE("connections of one address over its limit are closed at once, and room is made again [row 9]") {
  TestServer server(who(), {.limits = {.connections_per_address_max = 1}, .uncounted = {}});
  {
    TestClient first(server);
    first.say(ask);
    CHECK(first.hear_answer().ends_with("127.0.0.1"));
    TestClient second(server);
    CHECK(second.hear_all().empty());
  }
  server.wait_for_connections(0);
  TestClient third(server);
  third.say(ask);
  CHECK(third.hear_answer().ends_with("127.0.0.1"));
  CHECK(server.metrics().find("lunchrush_http_connections_refused_by_address_total{server=\"test\"} 1") !=
        std::string::npos);
}

TEST_CASE("loopback and trusted proxies may hold any number of connections") {
  auto [uncounted, trusted] =
      GENERATE(table<std::string, std::string>({{"127.0.0.0/8", ""}, {"", "127.0.0.1"}}));
  TestServer server(who(), {.limits = {.connections_per_address_max = 1},
                            .trusted_proxies = set_of(trusted),
                            .uncounted = set_of(uncounted)});
  TestClient first(server), second(server);
  second.say(ask);
  CHECK(second.hear_answer().ends_with("127.0.0.1"));
}

TEST_CASE("a handler sees whom a trusted proxy speaks for, request by request [row 87]") {
  TestServer server(who(), {.trusted_proxies = set_of("127.0.0.1")});
  TestClient client(server);
  client.say(ask_for_another);
  CHECK(client.hear_answer().ends_with("\r\n\r\n203.0.113.5"));
  client.say(ask);
  CHECK(client.hear_answer().ends_with("\r\n\r\n127.0.0.1"));
}

TEST_CASE("a handler sees the peer when nobody is trusted, whatever it says [row 87]") {
  TestServer server(who());
  TestClient client(server);
  client.say(ask_for_another);
  CHECK(client.hear_answer().ends_with("\r\n\r\n127.0.0.1"));
}
