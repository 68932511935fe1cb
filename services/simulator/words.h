// Texts that thousands of trades share (account, product, notify_url), kept once. Views stay valid for its
// life.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace lunchrush::simulator {

class Words {
 public:
  std::string_view keep(std::string_view text) { return *texts_.emplace(text).first; }

 private:
  std::unordered_set<std::string> texts_;
};

}  // namespace lunchrush::simulator
