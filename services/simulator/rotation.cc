#include "services/simulator/rotation.h"

#include <boost/json/value.hpp>

namespace lunchrush::simulator {

boost::json::object rotation_line(const WechatAccount& account) {
  return {{"rotation",
           {{"account", account.id},
            {"active", account.active},
            {"signing", name_of(account.mode)},
            {"share", account.public_key_share}}}};
}

void restore_rotation(Accounts& accounts, const boost::json::object& line) {
  const auto* rotation = line.if_contains("rotation");
  if (!rotation) return;
  auto* account = accounts.wechat_by_id(rotation->at("account").as_string());
  const auto mode = signing_mode_named(rotation->at("signing").as_string());
  const auto active = rotation->at("active").to_number<std::size_t>();
  if (!account || !mode || (active > 0 && active >= account->platform_keys.size())) return;
  if (*mode != SigningMode::certificate && !account->public_key) return;
  if (*mode != SigningMode::public_key && account->platform_keys.empty()) return;
  account->active = active;
  account->mode = *mode;
  account->public_key_share = rotation->at("share").to_number<double>();
}

}  // namespace lunchrush::simulator
