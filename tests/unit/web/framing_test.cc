// The framing corpus: what two readers could read differently never becomes a request (faults.md, F4).
#include <catch2/catch.hpp>
#include <cstring>

#include "services/web/request_reader.h"

using namespace lunchrush;
using namespace lunchrush::web;
using domain::ErrorCode;
using State = RequestReader::State;

namespace {

constexpr std::string_view marked = "GET /marked HTTP/1.1\r\nHost: a\r\n\r\n";

void feed(RequestReader& reader, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto space = reader.space();
    const auto count = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), count);
    reader.received(count);
    bytes.remove_prefix(count);
  }
}

// All of `bytes` at once, then whatever of a request they make.
State read_request(RequestReader& reader, std::string_view bytes) {
  feed(reader, bytes);
  const auto head = reader.head();
  return head == State::ready ? reader.body() : head;
}

std::string text(std::string_view lines) {
  std::string out;
  for (const char character : lines) {
    if (character == '\n') out.push_back('\r');
    out.push_back(character);
  }
  return out;
}

}  // namespace

TEST_CASE("framing in doubt is refused, and nothing behind it is read [row 10] [row 14]") {
  // '\n' stands for CRLF, "<LF>" for a bare LF, "<CR>" for a bare CR.
  const std::string lines = GENERATE(values<std::string>({
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\nContent-Length: 5\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nTransfer-Encoding: gzip\n\nhello",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nContent-Length: 5\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: xchunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked, identity\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: identity, chunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked, chunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nTransfer-Encoding: identity\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: \"chunked\"\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding:\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: identity\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding : chunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding:\n chunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: x\n\tchunked\n\n0\n\n",
      "POST / HTTP/1.0\nHost: a\nTransfer-Encoding: chunked\n\n0\n\n",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nContent-Length: 5\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nContent-Length: 6\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 5, 5\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: +5\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: -5\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 0x5\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 5 5\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: 99999999999999999999999\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: five\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length:\n\nhello",
      "POST / HTTP/1.1\nHost: a\nContent-Length: \n 5\n\nhello",
      "GET / HTTP/1.1\n\n",
      "GET / HTTP/1.1\nHost: a\nHost: a\n\n",
      "GET / HTTP/1.1\nHost: a\nHost: b\n\n",
      "GET / HTTP/1.1\nHost:\n\n",
      "GET / HTTP/1.1\nHost: a b\n\n",
      "GET / HTTP/1.1\nHost: a/b\n\n",
      "GET / HTTP/1.1\nHost: a, b\n\n",
      "GET / HTTP/1.0\nHost: a\nHost: b\n\n",
      "GET http://b/ HTTP/1.1\nHost: a\n\n",
      "GET http://a/ HTTP/1.1\nHost: a\n\n",
      "GET a HTTP/1.1\nHost: a\n\n",
      "OPTIONS * HTTP/1.1\nHost: a\n\n",
      "CONNECT a:80 HTTP/1.1\nHost: a\n\n",
      "GET /# HTTP/1.1\nHost: a\n\n",
      "GET /\x80 HTTP/1.1\nHost: a\n\n",
      "GET /a b HTTP/1.1\nHost: a\n\n",
      "GET  / HTTP/1.1\nHost: a\n\n",
      "GET /  HTTP/1.1\nHost: a\n\n",
      "GET\t/ HTTP/1.1\nHost: a\n\n",
      "GET / HTTP/1.1 \nHost: a\n\n",
      "GET / HTTP/2.0\nHost: a\n\n",
      "GET / HTTP/1.2\nHost: a\n\n",
      "GET / http/1.1\nHost: a\n\n",
      "GET /\nHost: a\n\n",
      "GET / HTTP/1.1\n Host: a\n\n",
      "GET / HTTP/1.1\nHost: a\n\tfolded\n\n",
      "GET / HTTP/1.1\nHost: a\nX Y: z\n\n",
      "GET / HTTP/1.1\nHost: a\n: z\n\n",
      "GET / HTTP/1.1\nHost: a\nno colon\n\n",
      "GET / HTTP/1.1<LF>Host: a\n\n",
      "GET / HTTP/1.1\nHost: a<LF>X: b\n\n",
      "GET / HTTP/1.1\nHost: a\n<LF>",
      "GET / HTTP/1.1\nHost: a<CR>X: b\n\n",
      "GET / HTTP/1.1\nHost: a\nX: \x01\n\n",
      "GET / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello",
      "HEAD / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello",
      "DELETE / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello",
      "GET / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0\n\n",
  }));
  auto bytes = text(lines);
  for (const auto& [mark, byte] : {std::pair{"<LF>", "\n"}, std::pair{"<CR>", "\r"}})
    if (const auto at = bytes.find(mark); at != std::string::npos) bytes.replace(at, 4, byte);
  CAPTURE(lines);
  const ServerLimits limits;
  RequestReader reader(limits);
  CHECK(read_request(reader, bytes + std::string(marked)) == State::refused);
  CHECK(reader.in_doubt());
  CHECK(reader.refusal().code == ErrorCode::invalid_request);
}

TEST_CASE("a NUL in a head is refused [row 10]") {
  using namespace std::string_view_literals;
  const ServerLimits limits;
  RequestReader reader(limits);
  CHECK(read_request(reader, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"sv) == State::refused);
}

TEST_CASE("a control character is refused wherever in a line it stands, a tab is not [row 10]") {
  const ServerLimits limits;
  for (std::size_t place = 0; place != 40; ++place)
    for (int byte = 0; byte != 128; ++byte) {
      const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7f;
      std::string value(40, 'v');
      value[place] = static_cast<char>(byte);
      RequestReader reader(limits);
      INFO("place " << place << ", byte " << byte);
      CHECK(read_request(reader, text("GET / HTTP/1.1\nHost: a\nX: v") + value + "v\r\n\r\n") ==
            (control ? State::refused : State::ready));
    }
}

TEST_CASE("a request whose end is beyond doubt is read, and the next one after it [row 20]") {
  auto [lines, body] = GENERATE(table<std::string, std::string>({
      {"GET / HTTP/1.1\nHost: a\n\n", ""},
      {"GET / HTTP/1.0\n\n", ""},
      {"GET / HTTP/1.1\nHost: a.example:8080\n\n", ""},
      {"GET / HTTP/1.1\nHost: [::1]:8080\n\n", ""},
      {"GET / HTTP/1.1\nHost: a\nContent-Length: 0\n\n", ""},
      {"\nGET / HTTP/1.1\nHost: a\n\n", ""},
      {"POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello", "hello"},
      {"POST / HTTP/1.1\nHost: a\ncontent-length: 005\n\nhello", "hello"},
      {"POST / HTTP/1.1\nHost: a\n\n", ""},
      {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n", "hello"},
      {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n2\nhe\n3;x=y\nllo\n000\nTrailer: x\n\n",
       "hello"},
  }));
  CAPTURE(lines);
  const ServerLimits limits;
  RequestReader reader(limits);
  REQUIRE(read_request(reader, text(lines) + std::string(marked)) == State::ready);
  CHECK(reader.body_bytes() == body);
  reader.next();
  REQUIRE(reader.head() == State::ready);
  CHECK(reader.header().target() == "/marked");
  reader.next();
  CHECK(reader.untouched());
}

TEST_CASE("a request is the same however its bytes are cut [row 6]") {
  const auto bytes =
      text("POST /a HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n2\nhe\n3\nllo\n0\nT: x\n\n");
  for (std::size_t cut = 1; cut != bytes.size(); ++cut) {
    const ServerLimits limits;
    RequestReader reader(limits);
    bool head = false;
    auto state = State::more;
    for (std::size_t at = 0; at < bytes.size(); at += cut) {
      feed(reader, std::string_view(bytes).substr(at, cut));
      if (!head) state = reader.head();
      if (!head && state == State::ready) head = true;
      if (head) state = reader.body();
    }
    REQUIRE(state == State::ready);
    REQUIRE(reader.body_bytes() == "hello");
  }
}

TEST_CASE(
    "one empty line in front is passed over, however it arrives; a second is refused [row 6] [row 20]") {
  const ServerLimits limits;
  RequestReader reader(limits);
  feed(reader, "\r\n");
  REQUIRE(reader.head() == State::more);
  feed(reader, "\r\n");
  CHECK(reader.head() == State::refused);
  RequestReader at_once(limits);
  CHECK(read_request(at_once, "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == State::refused);
}

TEST_CASE("what is too large is refused as soon as that is known [row 12] [row 13] [row 14]") {
  const std::string start = "POST / HTTP/1.1\r\nHost: a\r\n";
  auto [bytes, code] = GENERATE_COPY(table<std::string, ErrorCode>({
      {"GET /" + std::string(64 * 1024, 'a'), ErrorCode::uri_too_long},
      {"GET /" + std::string(2100, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", ErrorCode::uri_too_long},
      {start + "X: " + std::string(9000, 'a'), ErrorCode::header_too_large},
      {start + "X: " + std::string(8192, 'a') + "\r\n\r\n", ErrorCode::header_too_large},
      {start + "Content-Length: 65537\r\n\r\n", ErrorCode::body_too_large},
      {start + "Content-Length: 2147483648\r\n\r\n", ErrorCode::body_too_large},
      {start + "Content-Length: 9999999999999999999\r\n\r\n", ErrorCode::body_too_large},
      {start + "Transfer-Encoding: chunked\r\n\r\n10001\r\n", ErrorCode::body_too_large},
      {start + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", ErrorCode::body_too_large},
  }));
  const ServerLimits limits;
  RequestReader reader(limits);
  CHECK(read_request(reader, bytes) == State::refused);
  CHECK(reader.refusal().code == code);
}

TEST_CASE("more headers than the limit are refused [row 13]") {
  std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i != 64; ++i) bytes += "X-" + std::to_string(i) + ": y\r\n";
  const ServerLimits limits;
  RequestReader reader(limits);
  CHECK(read_request(reader, bytes + "\r\n") == State::refused);
  CHECK(reader.refusal().code == ErrorCode::header_too_large);
}

TEST_CASE("what cannot be a request is refused by its first bytes [row 21]") {
  const std::string bytes =
      GENERATE("\x16\x03\x01\x02", "\x01", "get", "{", " GET", "\nGET", "ABCDEFGHIJKLMNOPQRST", "12");
  const ServerLimits limits;
  RequestReader reader(limits);
  CHECK(read_request(reader, bytes) == State::refused);
}

TEST_CASE("a foreign first line is refused at its end [row 21]") {
  const std::string bytes =
      GENERATE("PRI * HTTP/2.0\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", "HELO a\r\n");
  const ServerLimits limits;
  RequestReader reader(limits);
  CHECK(read_request(reader, bytes) == State::refused);
}
