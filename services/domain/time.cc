#include "services/domain/time.h"

namespace lunchrush::domain {
namespace {

void append_digits(std::string& out, unsigned value, int count) {
  const auto end = out.size() + static_cast<std::size_t>(count);
  out.resize(end);
  for (int i = 1; i <= count; ++i, value /= 10)
    out[end - static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_rfc3339(std::string& out, Instant at, int fraction_digits) {
  using namespace std::chrono;
  const auto midnight = floor<days>(at);
  const year_month_day date{midnight};
  const auto of_day = static_cast<std::uint64_t>((at - midnight).count());
  const auto seconds = static_cast<unsigned>(of_day / 1'000'000);
  const auto micros = static_cast<unsigned>(of_day % 1'000'000);
  append_digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_digits(out, seconds / 3600, 2);
  out += ':';
  append_digits(out, seconds / 60 % 60, 2);
  out += ':';
  append_digits(out, seconds % 60, 2);
  if (fraction_digits > 0) out += '.';
  unsigned fraction = micros;
  for (int i = fraction_digits; i < 6; ++i) fraction /= 10;
  if (fraction_digits > 0) append_digits(out, fraction, fraction_digits);
  out += 'Z';
}

}  // namespace lunchrush::domain
