#include "services/telemetry/json_text.h"

#include <catch2/catch.hpp>

using namespace lunchrush::telemetry;

namespace {
std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}
}  // namespace

TEST_CASE("any bytes become one valid JSON string [row 19]") {
  using namespace std::string_view_literals;
  auto [text, json] = GENERATE(table<std::string_view, std::string_view>({
      {"", R"("")"},
      {"plain", R"("plain")"},
      {"say \"hi\" \\ bye", R"("say \"hi\" \\ bye")"},
      {"a\r\nb\tc", R"("a\r\nb\tc")"},
      {"nul\0in"sv, R"("nul\u0000in")"},
      {"\x1f\x7f", R"("\u001f\u007f")"},
      {"宫保鸡丁", R"("宫保鸡丁")"},
      {"🌶️辣", R"("🌶️辣")"},
      {"\xff ok", "\"\xEF\xBF\xBD ok\""},
      {"cut \xE5\xAE", "\"cut \xEF\xBF\xBD\xEF\xBF\xBD\""},
  }));
  CHECK(json_text(text) == json);
}

TEST_CASE("a byte is escaped alike wherever in a text it is: eight are looked at at once") {
  constexpr std::size_t bytes = 17;
  const auto inside = [](std::string json) { return json.substr(1, json.size() - 2); };
  for (int value = 0; value != 256; ++value) {
    const std::string alone(1, static_cast<char>(value));
    for (std::size_t at = 0; at != bytes; ++at) {
      std::string text(bytes, 'x');
      text[at] = alone[0];
      const auto expected =
          std::string(at, 'x') + inside(json_text(alone)) + std::string(bytes - at - 1, 'x');
      if (inside(json_text(text)) != expected) FAIL("byte " << value << " at " << at);
    }
  }
  CHECK(json_text(std::string(8, '"')) == "\"" + std::string(R"(\"\"\"\"\"\"\"\")") + "\"");
}

TEST_CASE("UTF-8 is what RFC 3629 says, no more [row 16]") {
  auto [text, valid] = GENERATE(table<std::string_view, bool>({
      {"", true},
      {"abc", true},
      {"\xC2\x80", true},
      {"\xC1\xBF", false},  // overlong
      {"\xE0\xA0\x80", true},
      {"\xE0\x9F\xBF", false},  // overlong
      {"\xED\x9F\xBF", true},
      {"\xED\xA0\x80", false},  // surrogate
      {"\xF0\x90\x80\x80", true},
      {"\xF0\x8F\xBF\xBF", false},  // overlong
      {"\xF4\x8F\xBF\xBF", true},
      {"\xF4\x90\x80\x80", false},  // above U+10FFFF
      {"\xF5\x80\x80\x80", false},
      {"\x80", false},
      {"\xE5\xAE", false},
      {"\xE5\xAEg", false},
      {"\xF0\x9F\x8C", false},
  }));
  CHECK(is_utf8(text) == valid);
}
