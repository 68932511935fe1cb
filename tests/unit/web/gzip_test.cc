#include <zlib.h>

#include <catch2/catch.hpp>
#include <string>
#include <tuple>

#include "services/web/accepted_encoding.h"
#include "services/web/gzip.h"
#include "tests/unit/web/made_request.h"

namespace lunchrush::web {
namespace {

using Pairs = MadeRequest::Pairs;

std::string unpacked(const std::string& packed) {
  constexpr int gzip_window = 15 + 16;
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, gzip_window) == Z_OK);
  std::string text(1'000'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);  // checksum and length are looked at as well
  CHECK(stream.avail_in == 0);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

// Hardly to be compressed: every byte has its own place.
std::string noise(std::size_t bytes) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() != bytes)
    text.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
  return text;
}

}  // namespace

TEST_CASE("gzip is sent to who accepts it and to nobody else", "[web]") {
  const auto [accepted, expected] = GENERATE(table<std::string, bool>({
      {"gzip", true},
      {"GZIP", true},
      {"deflate, gzip;q=0.5, br", true},
      {"x-gzip", true},
      {"*", true},
      {"br, *;q=0.1", true},
      {"", false},
      {"br", false},
      {"gzip;q=0", false},
      {"gzip; q=0.000", false},
      {"*, gzip;q=0", false},
      {"*;q=0", false},
      {"gzipped", false},
      {"identity", false},
      {";;,,", false},
  }));
  CAPTURE(accepted);
  const web::MadeRequest made(Pairs{{"Accept-Encoding", accepted}});
  CHECK(accepts_gzip(made.request) == expected);
}

TEST_CASE("parts unpack to their texts, one after the other, in any order and as often as one likes",
          "[web]") {
  const std::string menu(20'000, 'a');
  const auto front = compressed("front"), middle = stored("middle"), long_part = compressed(menu);
  CHECK(unpacked(gzip({&front, &middle, &long_part})) == "frontmiddle" + menu);
  CHECK(unpacked(gzip({&middle, &long_part, &front, &front})) == "middle" + menu + "frontfront");
  CHECK(long_part.blocks.size() < 100);
}

TEST_CASE("an empty text is a text, and so is one that cannot be compressed, or is longer than a block",
          "[web]") {
  const auto bytes = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{65'535}, std::size_t{65'536},
                              std::size_t{200'000});
  CAPTURE(bytes);
  const auto text = noise(bytes);
  const auto small = compressed(text), as_it_is = stored(text);
  CHECK(unpacked(gzip({&small})) == text);
  CHECK(unpacked(gzip({&as_it_is})) == text);
  CHECK(unpacked(gzip({&as_it_is, &small})) == text + text);
}

}  // namespace lunchrush::web
