#include "services/migrate/import_accounts.h"

#include <boost/json.hpp>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

#include "services/crypto/aead.h"
#include "services/gateways/account.h"
#include "services/postgres/stores.h"

namespace lunchrush::migrate {
namespace {

using domain::Error;
using domain::ErrorCode;

std::string words_of(const Error& error) {
  auto words = error.detail;
  for (const auto& field : error.fields) words += "; " + field.pointer + ": " + field.detail;
  return words;
}

domain::Result<std::vector<gateways::Account>> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Error{ErrorCode::invalid_request, path + " cannot be read"};
  boost::system::error_code fault;
  const auto document = boost::json::parse(text.str(), fault);
  if (fault || !document.is_array())
    return Error{ErrorCode::invalid_request, path + " does not hold a JSON list"};
  std::vector<gateways::Account> accounts;
  for (const auto& item : document.get_array()) {
    auto account = gateways::Account::from_json(item);
    if (!account)
      return Error{ErrorCode::invalid_request, "account " + std::to_string(accounts.size()) + " of " + path +
                                                   ": " + words_of(account.error())};
    accounts.push_back(std::move(*account));
  }
  return accounts;
}

domain::Result<domain::MerchantId> merchant_of(const gateways::Account& account) {
  std::uint32_t id = 0;
  const auto* last = account.merchant_id.data() + account.merchant_id.size();
  const auto [end, error] = std::from_chars(account.merchant_id.data(), last, id);
  if (error == std::errc{} && end == last && id != 0) return domain::MerchantId{id};
  return Error{ErrorCode::invalid_request,
               "account " + account.id + ": merchant_id is not a merchant's number"};
}

bool unchanged(const std::map<std::string, postgres::SealedAccount>& stored, const std::string& id,
               const std::string& text, const std::string& key) {
  const auto found = stored.find(id);
  return found != stored.end() && crypto::open(key, found->second.sealed) == text;
}

}  // namespace

domain::Result<int> import_accounts(postgres::Session& session, const std::string& path,
                                    const std::string& account_key) {
  const auto accounts = read_file(path);
  if (!accounts) return accounts.error();
  const auto rows = postgres::read_accounts(session);
  if (!rows) return rows.error();
  std::map<std::string, postgres::SealedAccount> stored;
  for (const auto& row : *rows) stored[row.id] = row;

  int written = 0;
  for (const auto& account : *accounts) {
    const auto merchant = merchant_of(account);
    if (!merchant) return merchant.error();
    const auto text = boost::json::serialize(account.to_json());
    if (unchanged(stored, account.id, text, account_key)) continue;
    const auto sealed = crypto::seal(account_key, text);
    auto done = postgres::write_account(
        session, {.id = account.id, .gateway = account.gateway, .merchant = *merchant, .sealed = sealed});
    if (!done) return Error{done.error().code, "account " + account.id + ": " + done.error().detail};
    ++written;
  }
  return written;
}

}  // namespace lunchrush::migrate
