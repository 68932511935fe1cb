#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include "services/crypto/digest.h"
#include "services/web/problem_pages.h"
#include "tests/unit/web/tls_client.h"

using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

asio::awaitable<Reply> echo(Request& request) {
  co_return Reply{.content_type = "text/plain", .body = std::string(request.body)};
}

struct EncryptedServer {
  explicit EncryptedServer(Router routes = echoing(), ServerLimits limits = {})
      : identity(*TlsIdentity::load(files.files())),
        server(std::move(routes), {.limits = limits, .tls = &*identity}) {}

  static Router echoing() {
    Router router;
    router.add({.method = http::verb::post, .pattern = "/echo", .name = "echo", .handler = echo});
    return router;
  }

  // Two looks: the first sees the change, the second that it has rested.
  bool renews() {
    bool taken = false;
    server.on_thread([&] {
      taken = identity->look(TlsIdentity::Clock::now()) || identity->look(TlsIdentity::Clock::now());
    });
    return taken;
  }

  std::chrono::sys_seconds expires_at() {
    std::chrono::sys_seconds at;
    server.on_thread([&] { at = identity->expires_at(); });
    return at;
  }

  IdentityFiles files;
  std::optional<TlsIdentity> identity;
  TestServer server;
};

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

std::string post(std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace

TEST_CASE("requests are answered over TLS, pipelined ones too, and browsers are told to insist on it") {
  EncryptedServer secret;
  TlsClient client(secret.server);
  client.say(post("one") + post("two"));
  const auto answer = client.hear_answer();
  CHECK(answer.ends_with("\r\n\r\none"));
  CHECK(has(answer, "\r\nStrict-Transport-Security: max-age=31536000\r\n"));
  CHECK(client.hear_answer().ends_with("\r\n\r\ntwo"));
  const auto metrics = secret.server.metrics();
  CHECK(has(metrics, R"(lunchrush_tls_handshakes_total{kind="full",server="test"} 1)"));
  CHECK(has(metrics, R"(lunchrush_tls_handshakes_failed_total{server="test"} 0)"));
}

TEST_CASE("without TLS nobody is told to insist on it, and no certificate is said to expire") {
  TestServer server(EncryptedServer::echoing());
  TestClient client(server);
  client.say(post("one"));
  CHECK(!has(client.hear_answer(), "Strict-Transport-Security"));
  CHECK(!has(server.metrics(), "tls_certificate"));
}

TEST_CASE("a body of many records arrives whole, and so does its answer, read late") {
  EncryptedServer secret(EncryptedServer::echoing(), {.body_bytes_max = 8 * 1024 * 1024});
  TlsClient client(secret.server);
  std::string body(6 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i != body.size(); ++i) body[i] = static_cast<char>('a' + i % 23);
  client.say(post(body));
  CHECK(client.hear_answer().ends_with("\r\n\r\n" + body));
}

TEST_CASE("a connection that ends by the server's will ends with a goodbye, which a cut does not") {
  EncryptedServer secret;
  TlsClient client(secret.server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
  CHECK(client.hear_answer().ends_with("\r\n\r\nx"));
  CHECK(client.hear_end() == "goodbye");
}

TEST_CASE("versions before 1.2 are refused, and counted") {
  auto [version, welcome] = GENERATE(table<int, bool>(
      {{TLS1_VERSION, false}, {TLS1_1_VERSION, false}, {TLS1_2_VERSION, true}, {TLS1_3_VERSION, true}}));
  EncryptedServer secret;
  {
    TlsClient client(secret.server, {.version_max = version});
    CHECK(client.connected() == welcome);
    if (welcome) client.say(post("x"));
    if (welcome) CHECK(client.hear_answer().ends_with("x"));
  }
  secret.server.wait_for_connections(0);
  const std::string failed = R"(lunchrush_tls_handshakes_failed_total{server="test"} )";
  CHECK(has(secret.server.metrics(), failed + (welcome ? "0" : "1")));
}

TEST_CASE("of the protocols a client offers HTTP/1.1 is taken, and who offers others only is refused") {
  auto [offered, taken] = GENERATE(table<std::string, std::string>(
      {{"", ""}, {"\x02h2\x08http/1.1", "http/1.1"}, {"\x08http/1.1", "http/1.1"}, {"\x02h2", "refused"}}));
  EncryptedServer secret;
  TlsClient client(secret.server, {.protocols = offered});
  CHECK((client.connected() ? client.protocol() : "refused") == taken);
}

TEST_CASE("a client that comes again resumes its session, without the certificate's key") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  EncryptedServer secret;
  TlsClient first(secret.server, {.version_max = version});
  first.say(post("x"));
  first.hear_answer();
  CHECK(!first.resumed());
  auto* session = first.session();
  TlsClient second(secret.server, {.version_max = version, .session = session});
  SSL_SESSION_free(session);
  CHECK(second.resumed());
  second.say(post("y"));
  CHECK(second.hear_answer().ends_with("y"));
  CHECK(has(secret.server.metrics(), R"(lunchrush_tls_handshakes_total{kind="resumed",server="test"} 1)"));
}

TEST_CASE("a handshake that does not end is given up at its deadline, however it trickles [row 6]") {
  EncryptedServer secret(EncryptedServer::echoing(), {.header_deadline = 60ms});
  TestClient client(secret.server);
  client.say("\x16\x03\x01\x02");
  while (!client.hears_something_within(10ms)) client.say("\x01");
  CHECK(client.hear_all().empty());
  CHECK(has(secret.server.metrics(), R"(lunchrush_tls_handshakes_failed_total{server="test"} 1)"));
}

TEST_CASE("who forgets the s of https is told so, and closed [row 21]") {
  EncryptedServer secret;
  TestClient client(secret.server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nhere");
  const auto answer = client.hear_all();
  CHECK(answer.starts_with("HTTP/1.1 400 "));
  CHECK(has(answer, "this port speaks HTTPS"));
  CHECK(!has(answer, "Strict-Transport-Security"));
}

TEST_CASE("garbage on an encrypted port is closed at once [row 21]") {
  const std::string garbage = GENERATE(std::string("\0\0\0\0\0\0\0\0\0\0", 10),
                                       "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "hello, is it you?\r\n");
  EncryptedServer secret;
  TestClient client(secret.server);
  client.say(garbage);
  const auto answer = client.hear_all();  // an alert at most
  CHECK(answer.size() <= 7);
  secret.server.wait_for_connections(0);
}

TEST_CASE("connections over the limit are closed without a handshake") {
  EncryptedServer secret(EncryptedServer::echoing(), {.connections_max = 1});
  TlsClient first(secret.server);
  TestClient second(secret.server);
  CHECK(second.hear_all().empty());
  first.say(post("x"));
  CHECK(first.hear_answer().ends_with("x"));
}

TEST_CASE("a stream is sent over TLS, and its handler hears that the peer has left") {
  auto left = std::make_shared<std::promise<void>>();
  auto stream = [left](EventStream& events) -> asio::awaitable<void> {
    asio::steady_timer never(co_await asio::this_coro::executor, TlsIdentity::Clock::time_point::max());
    events.when_ending([&] { never.cancel(); });
    co_await events.send("data: hello\n\n");
    boost::system::error_code ignored;
    co_await never.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    left->set_value();
  };
  Router router;
  router.add({.method = http::verb::get,
              .pattern = "/events",
              .name = "events",
              .handler = [stream](Request&) -> asio::awaitable<Reply> {
                Reply reply{.content_type = "text/event-stream"};
                reply.stream = stream;
                co_return reply;
              }});
  EncryptedServer secret(std::move(router));
  TlsClient client(secret.server);
  client.say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  client.hear_until("data: hello\n\n");
  client.close();
  CHECK(left->get_future().wait_for(5s) == std::future_status::ready);
}

TEST_CASE("a drain ends an idle connection with a goodbye") {
  EncryptedServer secret;
  TlsClient client(secret.server);
  client.say(post("x"));
  client.hear_answer();
  secret.server.drain(5s);
  CHECK(client.hear_end() == "goodbye");
  secret.server.wait_until_drained();
}

TEST_CASE("a renewed certificate is shown to whoever comes next, and who is here stays") {
  EncryptedServer secret;
  TlsClient before(secret.server);
  CHECK(before.serial() == "1");
  CHECK(!secret.renews());
  secret.files.write_certificate(certificate_of(another_key(), "02", 90));
  secret.files.write_key(another_key().private_pem());
  CHECK(secret.renews());
  CHECK(!secret.renews());
  TlsClient after(secret.server);
  CHECK(after.serial() == "2");
  before.say(post("still"));
  CHECK(before.hear_answer().ends_with("still"));
}

TEST_CASE("a new pair that does not serve leaves the old one in place until it does") {
  EncryptedServer secret;
  const auto expires_at = secret.expires_at();
  SECTION("no certificate") { secret.files.write_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n"); }
  SECTION("a key of another certificate") { secret.files.write_key(another_key().private_pem()); }
  SECTION("nothing") { std::filesystem::remove(secret.files.files().key.path); }
  CHECK(!secret.renews());
  CHECK(secret.expires_at() == expires_at);
  TlsClient client(secret.server);
  CHECK(client.serial() == "1");
  secret.files.write_certificate(certificate_of(another_key(), "03", 90));
  secret.files.write_key(another_key().private_pem());
  CHECK(secret.renews());
  CHECK(secret.expires_at() > expires_at);
}

TEST_CASE("a pair that is still being written is not read") {
  IdentityFiles files;
  auto identity = *std::move(*TlsIdentity::load(files.files()));
  files.write_certificate(certificate_of(another_key(), "02"));
  CHECK(!identity.look(TlsIdentity::Clock::now()));
  files.write_key(another_key().private_pem());
  CHECK(!identity.look(TlsIdentity::Clock::now()));
  CHECK(identity.look(TlsIdentity::Clock::now()));
}

TEST_CASE("tickets get new keys twice a day, the certificate being the same") {
  IdentityFiles files;
  auto identity = *std::move(*TlsIdentity::load(files.files()));
  CHECK(!identity.look(TlsIdentity::Clock::now() + 11h));
  CHECK(identity.look(TlsIdentity::Clock::now() + 13h));
}

TEST_CASE("a certificate or key that cannot serve is a start-up error that names setting and file") {
  IdentityFiles files;
  auto wanted = files.files();
  std::string said;
  SECTION("no key") {
    wanted.key.path.clear();
    said = "SOME_KEY is missing";
  }
  SECTION("no certificate") {
    wanted.certificate.path.clear();
    said = "SOME_CERTIFICATE is missing";
  }
  SECTION("no such file") {
    wanted.certificate.path = "/nowhere/at/all.pem";
    said = "SOME_CERTIFICATE (/nowhere/at/all.pem) cannot be read";
  }
  SECTION("not a certificate") {
    files.write_certificate("hello\n");
    said = "SOME_CERTIFICATE (" + wanted.certificate.path + "): not a PEM certificate";
  }
  SECTION("not a key") {
    files.write_key("hello\n");
    said = "SOME_CERTIFICATE (" + wanted.certificate.path + "), SOME_KEY (" + wanted.key.path +
           "): not a private key in PEM, or encrypted";
  }
  SECTION("another's key") {
    files.write_key(another_key().private_pem());
    said = "SOME_CERTIFICATE (" + wanted.certificate.path + "), SOME_KEY (" + wanted.key.path +
           "): not the key of the certificate";
  }
  const auto loaded = TlsIdentity::load(wanted);
  REQUIRE(!loaded.has_value());
  CHECK(loaded.error().detail.starts_with(said));
}

TEST_CASE("no file named is no TLS") {
  const auto loaded = TlsIdentity::load({});
  REQUIRE(loaded.has_value());
  CHECK(!loaded->has_value());
}

TEST_CASE(
    "a page of ours runs nothing, loads nothing, and is in nobody's frame; every answer protects itself") {
  Router router;
  add_problem_pages(router);
  TestServer server(std::move(router));
  TestClient client(server);
  client.say("GET /problems/sold_out HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto page = client.hear_answer();
  const auto at = page.find("<style>") + 7;
  const auto style = page.substr(at, page.find("</style>") - at);
  const auto digest = lunchrush::crypto::to_base64(lunchrush::crypto::sha256(style));
  CHECK(has(page, "\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-" + digest + "'; "));
  CHECK(has(page, "frame-ancestors 'none'"));
  CHECK(has(page, "\r\nReferrer-Policy: no-referrer\r\n"));
  CHECK(has(page, "\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
}
