// Bill files ready to be fetched: a token each, for half a minute.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "services/domain/time.h"
#include "services/simulator/numbers.h"

namespace lunchrush::simulator {

class BillShelf {
 public:
  std::string put(std::string file, std::string_view account, domain::Instant now) {
    std::erase_if(files_, [&](const auto& item) { return item.second.until <= now; });
    std::string token = random_letters(32);
    files_.emplace(token, File{std::move(file), std::string(account), now + std::chrono::seconds{30}});
    return token;
  }
  // nullopt: never there, somebody else's (`account` empty: anybody's), or too late.
  std::optional<std::string> get(const std::string& token, std::string_view account,
                                 domain::Instant now) const {
    const auto found = files_.find(token);
    if (found == files_.end() || found->second.until <= now) return std::nullopt;
    if (!account.empty() && found->second.account != account) return std::nullopt;
    return found->second.bytes;
  }

 private:
  struct File {
    std::string bytes, account;
    domain::Instant until;
  };
  std::unordered_map<std::string, File> files_;
};

}  // namespace lunchrush::simulator
