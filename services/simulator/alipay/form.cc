#include "services/simulator/alipay/form.h"

#include <optional>

namespace lunchrush::simulator::alipay {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '.' || c == '*';
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

bool read_pair(std::string_view pair, Parameters& into) {
  if (pair.empty()) return true;
  const auto equals = pair.find('=');
  const auto name = decoded(pair.substr(0, equals));
  const auto value =
      equals == std::string_view::npos ? std::optional<std::string>("") : decoded(pair.substr(equals + 1));
  return name && value && into.emplace(*name, *value).second;
}

}  // namespace

bool read_form(std::string_view text, Parameters& into) {
  while (!text.empty()) {
    const auto end = text.find('&');
    if (!read_pair(text.substr(0, end), into)) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
  return true;
}

std::string to_form(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    append_encoded(out, name);
    out += '=';
    append_encoded(out, value);
  }
  return out;
}

std::string string_to_sign(const Parameters& parameters, SignType sign_type) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (value.empty() || name == "sign") continue;
    if (name == "sign_type" && sign_type == SignType::left_out) continue;
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

}  // namespace lunchrush::simulator::alipay
