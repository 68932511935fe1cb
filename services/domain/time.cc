#include "services/domain/time.h"

#include <array>

namespace lunchrush::domain {
namespace {

// A short text in the making, added to a string as a whole.
class Digits {
 public:
  Digits& number(unsigned value, int count) {
    for (int i = count; i-- != 0; value /= 10)
      text_[used_ + static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    used_ += static_cast<std::size_t>(count);
    return *this;
  }
  Digits& mark(char character) {
    text_[used_++] = character;
    return *this;
  }
  Digits& date(std::chrono::year_month_day date) {
    return number(static_cast<unsigned>(static_cast<int>(date.year())), 4)
        .mark('-')
        .number(static_cast<unsigned>(date.month()), 2)
        .mark('-')
        .number(static_cast<unsigned>(date.day()), 2);
  }
  void append_to(std::string& out) const { out.append(text_.data(), used_); }

 private:
  std::array<char, sizeof "2026-11-21T04:00:00.123456Z"> text_;
  std::size_t used_ = 0;
};

}  // namespace

void append_date(std::string& out, std::chrono::year_month_day date) { Digits().date(date).append_to(out); }

void append_rfc3339(std::string& out, Instant at, int fraction_digits) {
  using namespace std::chrono;
  const auto midnight = floor<days>(at);
  const auto of_day = static_cast<std::uint64_t>((at - midnight).count());
  const auto seconds = static_cast<unsigned>(of_day / 1'000'000);
  auto fraction = static_cast<unsigned>(of_day % 1'000'000);
  for (int i = fraction_digits; i < 6; ++i) fraction /= 10;
  Digits text;
  text.date(midnight)
      .mark('T')
      .number(seconds / 3600, 2)
      .mark(':')
      .number(seconds / 60 % 60, 2)
      .mark(':')
      .number(seconds % 60, 2);
  if (fraction_digits > 0) text.mark('.').number(fraction, fraction_digits);
  text.mark('Z').append_to(out);
}

}  // namespace lunchrush::domain
