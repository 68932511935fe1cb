#include "services/redis/resp.h"

#include <catch2/catch.hpp>
#include <vector>

namespace lunchrush::redis {
namespace {

using Kind = Reply::Kind;

TEST_CASE("[row 26] every argument travels with its length, whatever its bytes are", "[redis]") {
  const auto hostile =
      GENERATE(std::string("*3\r\n$3\r\nSET\r\n"), std::string("\r\nFLUSHALL\r\n"), std::string("a\0b", 3),
               std::string(256, 'k'), std::string("\xff\xfe"), std::string());
  const std::array<std::string_view, 2> arguments{"GET", hostile};
  std::string outgoing = "before";
  append_command(outgoing, arguments);
  CHECK(outgoing ==
        "before*2\r\n$3\r\nGET\r\n$" + std::to_string(hostile.size()) + "\r\n" + hostile + "\r\n");
}

TEST_CASE("an empty view is an empty argument", "[redis]") {
  const std::array<std::string_view, 2> arguments{"GET", std::string_view()};
  std::string outgoing;
  append_command(outgoing, arguments);
  CHECK(outgoing == "*2\r\n$3\r\nGET\r\n$0\r\n\r\n");
}

TEST_CASE("each reply of the protocol is read as what it is", "[redis]") {
  const auto [bytes, kind, text] = GENERATE(table<std::string, Kind, std::string>({
      {"$5\r\na\r\nbc\r\n", Kind::text, "a\r\nbc"},
      {std::string("$3\r\na\0b\r\n", 9), Kind::text, std::string("a\0b", 3)},
      {"$0\r\n\r\n", Kind::text, ""},
      {"+OK\r\n", Kind::text, "OK"},
      {"$-1\r\n", Kind::nothing, ""},
      {":7\r\n", Kind::number, ""},
      {"-OOM command not allowed\r\n", Kind::refused, "OOM command not allowed"},
      {"*0\r\n", Kind::list, ""},
  }));
  ReplyReader reader;
  reader.feed(bytes);
  const auto reply = reader.next();
  REQUIRE(reply.has_value());
  CHECK(reply->kind == kind);
  CHECK(reply->text == text);
  CHECK_FALSE(reader.next().has_value());
  CHECK_FALSE(reader.broken());
}

TEST_CASE("a reply is read whole, however the bytes arrive", "[redis]") {
  ReplyReader reader;
  const std::string bytes = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n:12\r\n";
  std::vector<Kind> kinds;
  for (const char byte : bytes) {
    reader.feed({&byte, 1});
    if (const auto reply = reader.next()) kinds.push_back(reply->kind);
  }
  CHECK(kinds == std::vector{Kind::list, Kind::number});
}

TEST_CASE("a list shows its first four strings, longer ones no more, numbers as nothing", "[redis]") {
  ReplyReader reader;
  reader.feed("*6\r\n$1\r\na\r\n:5\r\n$1\r\nc\r\n*1\r\n$1\r\nx\r\n$1\r\ne\r\n$1\r\nf\r\n");
  const auto reply = reader.next();
  REQUIRE(reply.has_value());
  CHECK(reply->elements == std::array<std::string_view, 4>{"a", "", "c", ""});
}

TEST_CASE("what is not the protocol breaks the reader for good", "[redis]") {
  const std::string bytes =
      GENERATE("HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.example ESMTP\r\n", "\r\n", "$x\r\n");
  ReplyReader reader;
  reader.feed(bytes);
  CHECK_FALSE(reader.next().has_value());
  CHECK(reader.broken());
  reader.feed("+OK\r\n");
  CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("what announces or sends more than a reply ever has breaks the reader, at no cost", "[redis]") {
  const auto bytes = GENERATE(as<std::string>{}, "*1000000000\r\n", "*65\r\n", "*1\r\n*1000000000\r\n",
                              "$536870000\r\n" + std::string(2 * ReplyReader::reply_bytes_max, 'x'));
  ReplyReader reader;
  reader.feed(bytes);
  CHECK_FALSE(reader.next().has_value());
  CHECK(reader.broken());
}

}  // namespace
}  // namespace lunchrush::redis
