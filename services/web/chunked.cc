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

bool is_token_character(char character) {
  const bool letter = (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
  const bool digit = character >= '0' && character <= '9';
  return letter || digit || std::string_view("!#$%&'*+-.^_`|~").find(character) != std::string_view::npos;
}

// The characters of the token in front of `text`.
std::size_t token_size(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_token_character);
  return static_cast<std::size_t>(end - text.begin());
}

// The characters of the quoted string in front of `text`, its quotes included; 0 when there is none.
std::size_t quoted_size(std::string_view text) {
  if (!text.starts_with('"')) return 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return 0;
}

// ";name", ";name=token" or ";name="text"", any number of them (RFC 9112, 7.1.1).
bool are_extensions(std::string_view text) {
  while (text.starts_with(';')) {
    text.remove_prefix(1);
    const auto name = token_size(text);
    if (name == 0) return false;
    text.remove_prefix(name);
    if (!text.starts_with('=')) continue;
    text.remove_prefix(1);
    const auto value = text.starts_with('"') ? quoted_size(text) : token_size(text);
    if (value == 0) return false;
    text.remove_prefix(value);
  }
  return text.empty();
}

// "Name: value". Whoever reads trailers less strictly could take another line for the next request.
bool is_field(std::string_view line) {
  const auto name = token_size(line);
  return name != 0 && line.substr(name).starts_with(':');
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
      if (!is_field(line)) return State::refused;
      return extras_bytes_ > chunk_extras_bytes_max ? refuse(Limit::chunk_extras_bytes) : State::more;
    case Expects::data: break;
  }
  return State::refused;
}

ChunkedReader::State ChunkedReader::read_size(std::string_view line) {
  std::uint64_t size = 0;
  const auto digits = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
  if (digits == 0 || digits > size_digits_max) return State::refused;
  if (!are_extensions(line.substr(digits))) return State::refused;
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
