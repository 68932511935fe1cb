// RFC 9112's framing once more, from its text alone and as narrow as its grammar: where one request ends, or
// nothing. What any server could read in another way is nothing here. It shares no line with services/web.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::fuzz {

struct Framed {
  std::string body;     // decoded
  std::size_t end = 0;  // where the next request begins
};

// Takes pieces off the front of a text; a take that fails takes nothing.
class Grammar {
 public:
  explicit Grammar(std::string_view text) : left_(text), size_(text.size()) {}

  std::size_t at() const { return size_ - left_.size(); }
  bool literal(std::string_view text) {
    if (!left_.starts_with(text)) return false;
    left_.remove_prefix(text.size());
    return true;
  }
  bool crlf() { return literal("\r\n"); }
  template <class Is>
  std::string_view many(Is is) {
    std::size_t count = 0;
    while (count != left_.size() && is(static_cast<unsigned char>(left_[count]))) ++count;
    return bytes(count).value();
  }
  std::optional<std::string_view> bytes(std::size_t count) {
    if (left_.size() < count) return std::nullopt;
    const auto front = left_.substr(0, count);
    left_.remove_prefix(count);
    return front;
  }
  std::string_view token() { return many(is_tchar); }
  void blanks() { many(is_blank); }

  static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
  static bool is_hex(unsigned char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
  static bool is_blank(unsigned char c) { return c == ' ' || c == '\t'; }
  static bool is_visible(unsigned char c) { return c > 0x20 && c < 0x7f; }
  static bool is_field_text(unsigned char c) { return is_visible(c) || is_blank(c) || c >= 0x80; }
  static bool is_tchar(unsigned char c) {
    const bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return letter || is_digit(c) ||
           (c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(char(c)) != std::string_view::npos);
  }

 private:
  std::string_view left_;
  std::size_t size_;
};

// field-line = field-name ":" OWS field-value OWS CRLF
inline bool field_line(Grammar& in, std::string_view& name, std::string_view& value) {
  name = in.token();
  if (name.empty() || !in.literal(":")) return false;
  in.blanks();
  value = in.many(Grammar::is_field_text);
  while (!value.empty() && Grammar::is_blank(static_cast<unsigned char>(value.back())))
    value.remove_suffix(1);
  return in.crlf();
}

inline bool quoted_string(Grammar& in) {
  if (!in.literal("\"")) return false;
  const auto plain = [](unsigned char c) { return Grammar::is_field_text(c) && c != '"' && c != '\\'; };
  while (true) {
    in.many(plain);
    if (in.literal("\"")) return true;
    if (!in.literal("\\")) return false;
    const auto escaped = in.bytes(1);
    if (!escaped || !Grammar::is_field_text(static_cast<unsigned char>(escaped->front()))) return false;
  }
}

// chunk-ext = *( ";" token [ "=" ( token / quoted-string ) ] ), without the blanks a sender must not send.
inline bool chunk_extensions(Grammar& in) {
  while (in.literal(";")) {
    if (in.token().empty()) return false;
    if (in.literal("=") && in.token().empty() && !quoted_string(in)) return false;
  }
  return in.crlf();
}

inline std::optional<Framed> chunked_body(std::string_view text) {
  Grammar in(text);
  Framed out;
  while (true) {
    const auto digits = in.many(Grammar::is_hex);
    if (digits.empty() || digits.size() > 8 || !chunk_extensions(in)) return std::nullopt;
    const auto size = std::stoull(std::string(digits), nullptr, 16);
    if (size == 0) break;
    const auto data = in.bytes(size);
    if (!data || !in.crlf()) return std::nullopt;
    out.body.append(*data);
  }
  std::string_view name, value;
  while (!in.crlf())
    if (!field_line(in, name, value)) return std::nullopt;
  out.end = in.at();
  return out;
}

inline std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = char(c | 0x20);
  return out;
}

inline std::optional<Framed> request(std::string_view text) {
  Grammar in(text);
  in.crlf();  // one empty line in front is passed over (2.2)
  if (in.token().empty() || !in.literal(" ")) return std::nullopt;
  const auto target = in.many(Grammar::is_visible);
  if (!target.starts_with('/') || !in.literal(" HTTP/1.")) return std::nullopt;
  const bool minor_one = in.literal("1");
  if ((!minor_one && !in.literal("0")) || !in.crlf()) return std::nullopt;

  int hosts = 0, lengths = 0, codings = 0;
  std::string_view name, value, length, coding;
  while (!in.crlf()) {
    if (!field_line(in, name, value)) return std::nullopt;
    const auto known = lower(name);
    if (known == "host") ++hosts;
    if (known == "content-length") ++lengths, length = value;
    if (known == "transfer-encoding") ++codings, coding = value;
  }
  if (hosts > 1 || lengths > 1 || codings > 1 || (minor_one && hosts == 0)) return std::nullopt;
  if (codings == 1) {
    if (lengths != 0 || !minor_one || lower(coding) != "chunked") return std::nullopt;
    auto framed = chunked_body(text.substr(in.at()));
    if (framed) framed->end += in.at();
    return framed;
  }
  std::size_t size = 0;
  if (lengths == 1) {
    if (length.empty() || length.size() > 18) return std::nullopt;
    for (const unsigned char c : length)
      if (!Grammar::is_digit(c)) return std::nullopt;
    size = std::stoull(std::string(length));
  }
  const auto body = in.bytes(size);
  if (!body) return std::nullopt;
  return Framed{std::string(*body), in.at()};
}

}  // namespace lunchrush::fuzz
