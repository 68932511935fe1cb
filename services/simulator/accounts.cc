#include "services/simulator/accounts.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "services/simulator/members.h"

namespace lunchrush::simulator {
namespace {

namespace json = boost::json;
using domain::Error;
using domain::ErrorCode;
using domain::Result;

constexpr std::size_t apiv3_key_bytes = 32;
constexpr std::array<std::pair<SigningMode, std::string_view>, 3> modes{
    {{SigningMode::certificate, "certificate"},
     {SigningMode::public_key, "public_key"},
     {SigningMode::mixed, "mixed"}}};

Error fault(std::string_view account, std::string_view detail) {
  return {ErrorCode::invalid_request, "account " + std::string(account) + ": " + std::string(detail)};
}

Result<SigningKey> read_signing_key(const json::object& object, std::string_view account) {
  Members members(object);
  const auto serial = members.required_text("serial");
  const auto pem = members.required_text("private_key");
  const auto certificate = members.text("certificate").value_or("");
  if (auto outcome = members.finish(); !outcome) return fault(account, outcome.error().detail);
  auto key = crypto::PrivateKey::from_text(pem);
  if (!key) return fault(account, "private_key of " + serial + " cannot be read");
  return SigningKey{serial, std::move(*key), certificate};
}

Result<void> read_merchant_keys(Members& members, WechatAccount& account) {
  const auto* list = members.array("merchant_keys");
  if (!list) return fault(account.id, "merchant_keys is required");
  for (const auto& item : *list) {
    if (!item.is_object()) return fault(account.id, "merchant_keys must hold objects");
    Members one(item.get_object());
    const auto serial = one.required_text("serial");
    const auto pem = one.required_text("public_key");
    if (auto outcome = one.finish(); !outcome) return fault(account.id, outcome.error().detail);
    auto key = crypto::PublicKey::from_text(pem);
    if (!key) return fault(account.id, "public_key of " + serial + " cannot be read");
    account.merchant_keys.emplace(serial, std::move(*key));
  }
  return {};
}

Result<void> read_platform_keys(Members& members, WechatAccount& account) {
  if (const auto* list = members.array("platform_keys")) {
    for (const auto& item : *list) {
      if (!item.is_object()) return fault(account.id, "platform_keys must hold objects");
      auto key = read_signing_key(item.get_object(), account.id);
      if (!key) return key.error();
      account.platform_keys.push_back(std::move(*key));
    }
  }
  if (const auto* object = members.object("public_key")) {
    auto key = read_signing_key(*object, account.id);
    if (!key) return key.error();
    account.public_key = std::move(*key);
  }
  if (account.platform_keys.empty() && !account.public_key)
    return fault(account.id, "has no key to sign with");
  return {};
}

void read_mode(Members& members, WechatAccount& account) {
  const auto fallback = account.platform_keys.empty() ? SigningMode::public_key : SigningMode::certificate;
  const auto name = members.text("signing").value_or(std::string(name_of(fallback)));
  const auto mode = signing_mode_named(name);
  if (!mode) return members.refuse("signing", "must be certificate, public_key or mixed");
  if (*mode != SigningMode::certificate && !account.public_key) members.refuse("signing", "needs public_key");
  if (*mode != SigningMode::public_key && account.platform_keys.empty())
    members.refuse("signing", "needs platform_keys");
  account.mode = *mode;
}

Result<WechatAccount> read_wechat(Members& members, std::string id) {
  WechatAccount account;
  account.id = std::move(id);
  account.name = members.required_text("name");
  account.mchid = members.required_text("mchid");
  account.apiv3_key = members.required_text("apiv3_key");
  if (account.apiv3_key.size() != apiv3_key_bytes) members.refuse("apiv3_key", "must have 32 characters");
  if (const auto* list = members.array("app_ids")) {
    for (const auto& item : *list)
      account.app_ids.emplace_back(item.is_string() ? item.get_string().c_str() : "");
  }
  if (auto outcome = read_merchant_keys(members, account); !outcome) return outcome.error();
  if (auto outcome = read_platform_keys(members, account); !outcome) return outcome.error();
  read_mode(members, account);
  if (auto outcome = members.finish(); !outcome) return fault(account.id, outcome.error().detail);
  return account;
}

Result<AlipayAccount> read_alipay(Members& members, std::string id) {
  const auto name = members.required_text("name"), app_id = members.required_text("app_id");
  const auto seller_id = members.required_text("seller_id");
  const auto app_pem = members.required_text("app_public_key"),
             own_pem = members.required_text("alipay_private_key");
  if (auto outcome = members.finish(); !outcome) return fault(id, outcome.error().detail);
  auto app_key = crypto::PublicKey::from_text(app_pem);
  if (!app_key) return fault(id, "app_public_key cannot be read");
  auto own_key = crypto::PrivateKey::from_text(own_pem);
  if (!own_key) return fault(id, "alipay_private_key cannot be read");
  return AlipayAccount{std::move(id), name, app_id, seller_id, std::move(*app_key), std::move(*own_key)};
}

Result<void> read_account(const json::value& item, Accounts& accounts) {
  if (!item.is_object()) return Error{ErrorCode::invalid_request, "an account must be an object"};
  Members members(item.get_object());
  auto id = members.required_text("id");
  const auto gateway = members.required_text("gateway");
  if (gateway == "wechatpay") {
    auto account = read_wechat(members, std::move(id));
    if (!account) return account.error();
    accounts.wechat.push_back(std::move(*account));
    return {};
  }
  if (gateway != "alipay") return fault(id, "gateway must be wechatpay or alipay");
  auto account = read_alipay(members, std::move(id));
  if (!account) return account.error();
  accounts.alipay.push_back(std::move(*account));
  return {};
}

template <class List, class Matches>
auto* first_in(List& list, Matches matches) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

Result<Accounts> read_accounts(std::string_view text) {
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  if (broken || !value.is_array())
    return Error{ErrorCode::invalid_request, "the accounts file must be a JSON array"};
  Accounts accounts;
  for (const auto& item : value.get_array()) {
    if (auto outcome = read_account(item, accounts); !outcome) return outcome.error();
  }
  return accounts;
}

bool WechatAccount::has_app(std::string_view app_id) const {
  return std::find(app_ids.begin(), app_ids.end(), app_id) != app_ids.end();
}

const SigningKey& WechatAccount::key_for_answer(std::string_view requested_serial) const {
  const bool wants_public_key = requested_serial.starts_with("PUB_KEY_ID_");
  if (public_key && (wants_public_key || platform_keys.empty())) return *public_key;
  return platform_keys[active];
}

const SigningKey& WechatAccount::key_for_notification(double chance) const {
  const bool by_chance = mode == SigningMode::mixed && chance < public_key_share;
  return mode == SigningMode::public_key || by_chance ? *public_key : platform_keys[active];
}

WechatAccount* Accounts::wechat_by_mchid(std::string_view mchid) {
  return first_in(wechat, [&](const auto& account) { return account.mchid == mchid; });
}
WechatAccount* Accounts::wechat_by_id(std::string_view id) {
  return first_in(wechat, [&](const auto& account) { return account.id == id; });
}
AlipayAccount* Accounts::alipay_by_app_id(std::string_view app_id) {
  return first_in(alipay, [&](const auto& account) { return account.app_id == app_id; });
}
AlipayAccount* Accounts::alipay_by_id(std::string_view id) {
  return first_in(alipay, [&](const auto& account) { return account.id == id; });
}

std::string_view name_of(SigningMode mode) {
  for (const auto& [known, name] : modes) {
    if (known == mode) return name;
  }
  return "unknown";
}

std::optional<SigningMode> signing_mode_named(std::string_view name) {
  for (const auto& [mode, text] : modes) {
    if (text == name) return mode;
  }
  return std::nullopt;
}

}  // namespace lunchrush::simulator
