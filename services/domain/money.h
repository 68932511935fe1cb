// Money: an amount of fen (1/100 yuan). The only currency is CNY. Arithmetic that would overflow says so.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::domain {

class Money {
 public:
  constexpr Money() = default;
  constexpr explicit Money(std::int64_t fen) : fen_(fen) {}

  constexpr std::int64_t fen() const { return fen_; }
  constexpr auto operator<=>(const Money&) const = default;

  // nullopt on overflow of 64 bits.
  std::optional<Money> plus(Money other) const;
  std::optional<Money> times(std::int64_t count) const;

 private:
  std::int64_t fen_ = 0;
};

// The largest amount one order may have: 1,000,000 yuan. Far above any meal, far below what a JSON number
// holds.
inline constexpr Money order_total_max{100'000'000};

// "22.00", as Alipay writes yuan; negative amounts carry a leading '-'.
std::string to_yuan(Money amount);

// Exact: digits, optionally a point and one or two digits. "1e2", "1.005", "+1", "", ".5" are nullopt.
std::optional<Money> from_yuan(std::string_view text);

}  // namespace lunchrush::domain
