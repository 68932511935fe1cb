#include "services/web/chunked.h"

#include <algorithm>
#include <charconv>

namespace lunchrush::web {
namespace {

constexpr std::size_t size_digits_max = 8;

bool is_plain(std::string_view line) {
  return std::none_of(line.begin(), line.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

}  // namespace

ChunkedReader::State ChunkedReader::read(std::string_view bytes, std::size_t& taken) {
  auto left = bytes;
  auto state = State::more;
  while (state == State::more && !left.empty()) {
    const auto before = left.size();
    state = expects_ == Expects::data ? read_data(left) : read_line(left);
    if (left.size() == before) break;  // half a line
  }
  taken = bytes.size() - left.size();
  return state;
}

ChunkedReader::State ChunkedReader::read_data(std::string_view& left) {
  const auto count = std::min<std::uint64_t>(chunk_left_, left.size());
  body_.append(left.substr(0, count));
  left.remove_prefix(count);
  chunk_left_ -= count;
  if (chunk_left_ == 0) expects_ = Expects::data_end;
  return State::more;
}

ChunkedReader::State ChunkedReader::read_line(std::string_view& left) {
  const auto end = left.find('\n');
  if (std::min(end, left.size()) > chunk_line_bytes_max) return refuse(Limit::chunk_line_bytes);
  if (end == std::string_view::npos) return State::more;
  if (end == 0 || left[end - 1] != '\r') return State::refused;
  const auto line = left.substr(0, end - 1);
  left.remove_prefix(end + 1);
  if (!is_plain(line)) return State::refused;
  switch (expects_) {
    case Expects::size: return read_size(line);
    case Expects::data_end: expects_ = Expects::size; return line.empty() ? State::more : State::refused;
    case Expects::trailer:
      extras_bytes_ += line.size();
      if (line.empty()) return State::done;
      return extras_bytes_ > chunk_extras_bytes_max ? refuse(Limit::chunk_extras_bytes) : State::more;
    case Expects::data: break;
  }
  return State::refused;
}

ChunkedReader::State ChunkedReader::read_size(std::string_view line) {
  std::uint64_t size = 0;
  const auto digits = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
  if (digits == 0 || digits > size_digits_max) return State::refused;
  if (digits != line.size() && line[digits] != ';') return State::refused;
  std::from_chars(line.data(), line.data() + digits, size, 16);
  extras_bytes_ += line.size() - digits;
  if (extras_bytes_ > chunk_extras_bytes_max) return refuse(Limit::chunk_extras_bytes);
  if (size > body_bytes_max_ - body_.size()) return State::too_large;
  chunk_left_ = size;
  expects_ = size == 0 ? Expects::trailer : Expects::data;
  return State::more;
}

ChunkedReader::State ChunkedReader::refuse(Limit limit) {
  limit_ = limit;
  return State::refused;
}

}  // namespace lunchrush::web
