#include "services/gateways/alipay/answer.h"

#include <algorithm>

#include "services/gateways/json_reading.h"

namespace lunchrush::gateways::alipay {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Walks over JSON text without rebuilding it. Nothing is unescaped: what was signed is what stands there.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool take(char expected) {
    skip_spaces();
    if (at_ == text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }
  std::optional<std::string_view> take_string() {
    skip_spaces();
    const auto begin = at_;
    if (at_ == text_.size() || text_[at_] != '"') return std::nullopt;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\')
        ++at_;
      else if (text_[at_] == '"')
        return text_.substr(begin, ++at_ - begin);
    }
    return std::nullopt;
  }
  // A string, a number or word, or everything between a brace or bracket and its match.
  std::optional<std::string_view> take_value() {
    skip_spaces();
    if (at_ == text_.size()) return std::nullopt;
    if (text_[at_] == '"') return take_string();
    if (text_[at_] == '{' || text_[at_] == '[') return take_nested();
    const auto begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != ',' && text_[at_] != '}') ++at_;
    if (at_ == begin) return std::nullopt;
    return text_.substr(begin, at_ - begin);
  }
  bool at_end() {
    skip_spaces();
    return at_ == text_.size();
  }

 private:
  // Braces inside strings do not count. Whether they pair up
  // kind by kind is the parser's business, after the signature.
  std::optional<std::string_view> take_nested() {
    const auto begin = at_;
    std::size_t open = 0;
    do {
      if (at_ >= text_.size()) return std::nullopt;
      const char c = text_[at_];
      if (c == '"') {
        if (!take_string()) return std::nullopt;
        continue;
      }
      if (c == '{' || c == '[') ++open;
      if (c == '}' || c == ']') --open;
      ++at_;
    } while (open != 0);
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string_view inside_quotes(std::string_view quoted) { return quoted.substr(1, quoted.size() - 2); }

std::string without_escaped_slashes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i != text.size(); ++i)
    if (text[i] != '\\' || i + 1 == text.size() || text[i + 1] != '/') out += text[i];
  return out;
}

bool says_not_executed(const boost::json::object& object) {
  const auto code = text_at(object, "code");
  return (code == "40001" || code == "40002") && text_at(object, "sub_code").starts_with("isv.");
}

}  // namespace

std::string node_name(std::string_view method) {
  std::string out(method);
  std::replace(out.begin(), out.end(), '.', '_');
  return out + "_response";
}

std::optional<std::string_view> outer_member(std::string_view body, std::string_view name) {
  Walker walker(body);
  std::optional<std::string_view> found;
  if (!walker.take('{')) return std::nullopt;
  if (walker.take('}')) return std::nullopt;
  do {
    const auto key = walker.take_string();
    if (!key || !walker.take(':')) return std::nullopt;
    const auto value = walker.take_value();
    if (!value) return std::nullopt;
    if (inside_quotes(*key) != name) continue;
    if (found) return std::nullopt;
    found = value;
  } while (walker.take(','));
  if (!walker.take('}') || !walker.at_end()) return std::nullopt;
  return found;
}

Node read_answer(std::string_view body, std::string_view method, const crypto::PublicKey& key) {
  auto bytes = outer_member(body, node_name(method));
  if (!bytes) bytes = outer_member(body, "error_response");
  if (!bytes) return {};
  auto object = parse_object(*bytes);
  const auto signature = outer_member(body, "sign");
  if (!signature || signature->size() < 2 || signature->front() != '"') {
    if (!object || !says_not_executed(*object)) return {};
    return {.trust = Trust::unsigned_refusal, .object = std::move(*object), .bytes = *bytes};
  }
  if (!key.verify_base64(*bytes, without_escaped_slashes(inside_quotes(*signature)))) return {};
  if (!object) return {};
  return {.trust = Trust::verified, .object = std::move(*object), .bytes = *bytes};
}

}  // namespace lunchrush::gateways::alipay
