#include "services/domain/money.h"

#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <string>

using namespace lunchrush::domain;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST_CASE("an amount of fen is written as yuan with two digits", "[domain]") {
  const auto [fen, yuan] = GENERATE(table<std::int64_t, std::string>({
      {0, "0.00"},
      {1, "0.01"},
      {10, "0.10"},
      {99, "0.99"},
      {100, "1.00"},
      {2200, "22.00"},
      {-5, "-0.05"},
      {-2205, "-22.05"},
      {100'000'000, "1000000.00"},
      {most, "92233720368547758.07"},
      {least, "-92233720368547758.08"},
  }));
  CHECK(to_yuan(Money{fen}) == yuan);
  CHECK(from_yuan(yuan) == Money{fen});
}

TEST_CASE("yuan are read exactly, with one or two digits or none behind the point", "[domain]") {
  const auto [yuan, fen] = GENERATE(table<std::string, std::int64_t>(
      {{"0", 0}, {"7", 700}, {"7.5", 750}, {"7.05", 705}, {"007.50", 750}, {"-0.01", -1}, {"-0", 0}}));
  CAPTURE(yuan);
  CHECK(from_yuan(yuan) == Money{fen});
}

TEST_CASE("what is not an exact amount of yuan is not guessed at [row 17]", "[domain]") {
  const auto* text = GENERATE("", "-", ".", ".5", "5.", "1.005", "1.000", "1e2", "1E2", "+1", " 1", "1 ",
                              "1,00", "1.-5", "--1", "0x10", "１.00", "1.0a", "nan", "92233720368547758.08",
                              "-92233720368547758.09", "99999999999999999999");
  CAPTURE(text);
  CHECK_FALSE(from_yuan(text).has_value());
}

TEST_CASE("every amount of fen survives its way through yuan [row 17]", "[domain]") {
  for (std::int64_t fen = -1'000; fen != 1'000; ++fen) REQUIRE(from_yuan(to_yuan(Money{fen})) == Money{fen});
  std::mt19937_64 random{20261121};
  std::uniform_int_distribution<std::int64_t> any{least, most};
  for (int i = 0; i != 5'000; ++i) {
    const Money amount{any(random) >> (i % 60)};
    REQUIRE(from_yuan(to_yuan(amount)) == amount);
  }
}

TEST_CASE("arithmetic beyond 64 bits says so instead of wrapping [row 17]", "[domain]") {
  CHECK(Money{most - 1}.plus(Money{1}) == Money{most});
  CHECK_FALSE(Money{most}.plus(Money{1}).has_value());
  CHECK_FALSE(Money{least}.plus(Money{-1}).has_value());
  CHECK(Money{3}.times(4) == Money{12});
  CHECK(Money{most}.times(0) == Money{0});
  CHECK_FALSE(Money{most}.times(2).has_value());
  CHECK_FALSE(Money{least}.times(-1).has_value());
  CHECK_FALSE(Money{order_total_max.fen()}.times(most / 1'000).has_value());
}

TEST_CASE("amounts are ordered as numbers", "[domain]") {
  CHECK(Money{1} < Money{2});
  CHECK(Money{-1} < Money{});
  CHECK(Money{5} == Money{5});
}
