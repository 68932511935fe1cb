// Text that must not reach a log, a metric or an exception's words by accident: it has no stream operator,
// compares to nothing, and is read only by a call whose name says what happens.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>

namespace lunchrush::gateways {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;
  std::string text_;
};

}  // namespace lunchrush::gateways
