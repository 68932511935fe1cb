#include "services/domain/money.h"

#include <charconv>

namespace lunchrush::domain {

std::optional<Money> Money::plus(Money other) const {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(fen_, other.fen_, &sum)) return std::nullopt;
  return Money{sum};
}

std::optional<Money> Money::times(std::int64_t count) const {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(fen_, count, &product)) return std::nullopt;
  return Money{product};
}

std::string to_yuan(Money amount) {
  const bool negative = amount.fen() < 0;
  // Through unsigned, so that the smallest 64-bit amount has a magnitude too.
  const auto magnitude =
      negative ? 0 - static_cast<std::uint64_t>(amount.fen()) : static_cast<std::uint64_t>(amount.fen());
  const auto cents = magnitude % 100;
  std::string text = negative ? "-" : "";
  text += std::to_string(magnitude / 100);
  text += '.';
  text += static_cast<char>('0' + cents / 10);
  text += static_cast<char>('0' + cents % 10);
  return text;
}

namespace {

bool all_digits(std::string_view text) {
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return !text.empty();
}

}  // namespace

std::optional<Money> from_yuan(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto yuan_text = text.substr(0, point);
  const auto cents_text = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (!all_digits(yuan_text)) return std::nullopt;
  if (point != std::string_view::npos && (cents_text.size() > 2 || !all_digits(cents_text)))
    return std::nullopt;

  std::int64_t yuan = 0;
  const auto [end, fault] = std::from_chars(yuan_text.data(), yuan_text.data() + yuan_text.size(), yuan);
  if (fault != std::errc{} || end != yuan_text.data() + yuan_text.size()) return std::nullopt;
  std::int64_t cents = 0;
  for (std::size_t i = 0; i != 2; ++i) cents = cents * 10 + (i < cents_text.size() ? cents_text[i] - '0' : 0);

  const auto whole = Money{negative ? -yuan : yuan}.times(100);
  if (!whole) return std::nullopt;
  return whole->plus(Money{negative ? -cents : cents});
}

}  // namespace lunchrush::domain
