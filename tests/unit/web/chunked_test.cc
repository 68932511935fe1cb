#include "services/web/chunked.h"

#include <catch2/catch.hpp>

using namespace lunchrush::web;
using State = ChunkedReader::State;

TEST_CASE("chunked bodies are read strictly [row 10] [row 12]") {
  auto [bytes, state, body] = GENERATE(table<std::string, State, std::string>({
      {"0\r\n\r\n", State::done, ""},
      {"5\r\nhello\r\n0\r\n\r\n", State::done, "hello"},
      {"00000005\r\nhello\r\n0\r\n\r\n", State::done, "hello"},
      {"A\r\n0123456789\r\n0\r\n\r\n", State::done, "0123456789"},
      {"5;name=\"value\"\r\nhello\r\n0;x\r\nTrailer: y\r\n\r\n", State::done, "hello"},
      {"5\r\nhello", State::more, "hello"},
      {"5\r\nhello\r\n0\r\n", State::more, "hello"},
      {"5", State::more, ""},
      {"5\nhello\r\n0\r\n\r\n", State::refused, ""},
      {"5\r\nhello\n0\r\n\r\n", State::refused, "hello"},
      {"5\r\nhelloX0\r\n\r\n", State::refused, "hello"},
      {"5\r\nhelloXX0\r\n\r\n", State::refused, "hello"},
      {"4\r\nhello\r\n0\r\n\r\n", State::refused, "hell"},
      {"5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", State::refused, ""},
      {"\r\n", State::refused, ""},
      {";x\r\n", State::refused, ""},
      {" 5\r\n", State::refused, ""},
      {"5 \r\n", State::refused, ""},
      {"5 ;x\r\n", State::refused, ""},
      {"+5\r\n", State::refused, ""},
      {"-1\r\n", State::refused, ""},
      {"0x5\r\n", State::refused, ""},
      {"5g\r\n", State::refused, ""},
      {"000000005\r\n", State::refused, ""},
      {"65\r\n", State::too_large, ""},
      {"ffffffff\r\n", State::too_large, ""},
      {"0\r\nTrailer: y\n\r\n", State::refused, ""},
      {"5;\r\nhello\r\n0\r\n\r\n", State::refused, ""},
      {"5;a=\r\nhello\r\n0\r\n\r\n", State::refused, ""},
      {"5;a=\"b\r\nhello\r\n0\r\n\r\n", State::refused, ""},
      {"5;a=\"b\\\"\r\nhello\r\n0\r\n\r\n", State::refused, ""},
      {"5;a b\r\nhello\r\n0\r\n\r\n", State::refused, ""},
      {"0\r\nGET /x HTTP/1.1\r\n\r\n", State::refused, ""},
      {"0\r\nA: b\r\n c: d\r\n\r\n", State::refused, ""},
      {"0\r\nA : b\r\n\r\n", State::refused, ""},
      {"0\r\n: b\r\n\r\n", State::refused, ""},
      {"0\r\nTrailer: \x01\r\n\r\n", State::refused, ""},
  }));
  CAPTURE(bytes);
  ChunkedReader reader(100);
  std::size_t taken = 0;
  CHECK(reader.read(bytes, taken) == state);
  CHECK(reader.body() == body);
}

TEST_CASE("what follows a chunked body is left alone [row 10]") {
  ChunkedReader reader(100);
  std::size_t taken = 0;
  CHECK(reader.read("1\r\nx\r\n0\r\n\r\nGET /marked", taken) == State::done);
  CHECK(taken == 11);
}

TEST_CASE("extensions and trailers without end are refused early [row 12]") {
  const std::string flood = GENERATE(
      "1;" + std::string(1'000'000, 'x'), "0\r\nT: " + std::string(1'000'000, 'x'),
      [] {
        std::string trailers = "0\r\n";
        for (int i = 0; i != 10'000; ++i) trailers += "T: some trailer\r\n";
        return trailers;
      }(),
      [] {
        std::string chunks;
        for (int i = 0; i != 90; ++i) chunks += "1;" + std::string(200, 'x') + "\r\ny\r\n";
        return chunks;
      }());
  ChunkedReader reader(100);
  std::size_t taken = 0;
  CHECK(reader.read(flood, taken) == State::refused);
  CHECK(taken < 16'384);
}
