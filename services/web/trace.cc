#include "services/web/trace.h"

#include <array>
#include <cstdint>

#include "services/crypto/digest.h"

namespace lunchrush::web {
namespace {

constexpr std::size_t length_of_version_00 = 55;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool is_id(std::string_view text) {
  return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

void append_hex(std::string& out, std::uint64_t value) {
  std::array<char, 16> digits;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, value >>= 4)
    *digit = "0123456789abcdef"[value & 15];
  out.append(digits.data(), digits.size());
}

}  // namespace

std::optional<TraceParent> from_traceparent(std::string_view text) {
  if (text.size() < length_of_version_00) return std::nullopt;
  if (text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  const auto version = text.substr(0, 2);
  const auto flags = text.substr(53, 2);
  if (!is_hex(version) || version == "ff" || !is_hex(flags)) return std::nullopt;
  // Later versions may say more, after a dash; version 00 may not.
  if (text.size() > length_of_version_00 && (version == "00" || text[length_of_version_00] != '-'))
    return std::nullopt;
  const auto trace_id = text.substr(3, 32);
  const auto parent_id = text.substr(36, 16);
  if (!is_id(trace_id) || !is_id(parent_id)) return std::nullopt;
  const bool sampled = std::string_view("13579bdf").find(flags[1]) != std::string_view::npos;
  return TraceParent{std::string(trace_id), std::string(parent_id), sampled};
}

std::string make_traceparent(std::string_view trace_id, bool sampled) {
  std::string text = "00-";
  text.append(trace_id).push_back('-');
  append_hex(text, crypto::random_u64() | 1);  // never all zero
  return text.append(sampled ? "-01" : "-00");
}

std::string new_trace_id() {
  std::string id;
  id.reserve(32);
  append_hex(id, crypto::random_u64() | 1);
  append_hex(id, crypto::random_u64());
  return id;
}

}  // namespace lunchrush::web
