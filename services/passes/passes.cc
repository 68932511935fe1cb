#include "services/passes/passes.h"

#include <algorithm>
#include <charconv>

#include "services/crypto/digest.h"

namespace lunchrush::passes {
namespace {

using domain::Error;
using domain::ErrorCode;

constexpr std::string_view first_table_prefix = "t1.";  // of generation 0
constexpr std::string_view table_prefix = "t2.";
constexpr std::string_view guest_prefix = "g1.";
constexpr std::string_view encoded_mark = "u.";
constexpr std::size_t mac_bytes = 16;
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t uuid_bytes = 16;
constexpr std::size_t store_bytes = 4;
constexpr std::size_t expiry_bytes = 8;
constexpr std::size_t payload_head_bytes = key_id_bytes + uuid_bytes + store_bytes + expiry_bytes;

std::string mac_of(std::string_view secret, std::string_view text) {
  return crypto::to_base64url(std::string_view(crypto::hmac_sha256(secret, text)).substr(0, mac_bytes));
}

struct Signed {
  std::string_view text;
  std::string_view mac;
};

std::optional<Signed> split_mac(std::string_view pass) {
  const auto dot = pass.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  return Signed{pass.substr(0, dot), pass.substr(dot + 1)};
}

// The MACs are compared as texts, so that no other spelling of the same bytes passes.
bool made_with(std::string_view secret, const Signed& pass) {
  return crypto::equal_in_constant_time(mac_of(secret, pass.text), pass.mac);
}

domain::Result<void> check_table(std::string_view table) {
  if (table.empty()) return Error{ErrorCode::invalid_request, "a pass needs a table"};
  if (table.size() > table_bytes_max)
    return Error{ErrorCode::invalid_request, "the table's name is too long for a pass"};
  return {};
}

bool plain(std::string_view table) {
  return std::ranges::all_of(table, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// "1001." off the front.
template <class Number>
std::optional<Number> take_numeral(std::string_view& text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end == text.data() + text.size() || *end != '.') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return value;
}

// "1001.A12" or "1001.u.5aSn5Y6FMw", and with a generation "1001.7.A12".
std::optional<TableCode> read_table_code(std::string_view text, bool has_generation) {
  const auto store = take_numeral<std::uint32_t>(text);
  if (!store) return std::nullopt;
  const auto generation = has_generation ? take_numeral<int>(text) : std::optional(0);
  if (!generation) return std::nullopt;
  if (!text.starts_with(encoded_mark))
    return TableCode{{domain::StoreId{*store}, std::string(text)}, *generation};
  auto table = crypto::from_base64url(text.substr(encoded_mark.size()));
  if (!table) return std::nullopt;
  return TableCode{{domain::StoreId{*store}, std::move(*table)}, *generation};
}

void append_number(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (auto i = bytes; i-- != 0;) out += static_cast<char>(value >> (8 * i));
}

// Takes `count` bytes off the front.
std::string_view take(std::string_view& bytes, std::size_t count) {
  const auto front = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return front;
}

std::uint64_t take_number(std::string_view& bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (const char c : take(bytes, count)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::int64_t whole_seconds(domain::Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

Guest read_guest(std::string_view payload) {
  Guest guest;
  const auto uuid = take(payload, uuid_bytes);
  std::ranges::copy(uuid, guest.id.uuid.bytes.begin());
  guest.at.store = domain::StoreId{static_cast<std::uint32_t>(take_number(payload, store_bytes))};
  guest.expires_at =
      domain::Instant{std::chrono::seconds{static_cast<std::int64_t>(take_number(payload, expiry_bytes))}};
  guest.at.table = payload;
  return guest;
}

}  // namespace

Signer::Key Signer::key_of(std::string secret) {
  auto id = crypto::hmac_sha256(secret, "lunchrush key id").substr(0, key_id_bytes);
  return {std::move(secret), std::move(id)};
}

domain::Result<Signer> Signer::make(std::string current, std::string previous) {
  if (current.size() < secret_bytes_min || (!previous.empty() && previous.size() < secret_bytes_min))
    return Error{ErrorCode::invalid_request,
                 "a secret needs at least " + std::to_string(secret_bytes_min) + " bytes"};
  Signer signer;
  signer.current_ = key_of(std::move(current));
  if (!previous.empty()) signer.previous_ = key_of(std::move(previous));
  return signer;
}

const Signer::Key* Signer::find(std::string_view key_id) const {
  if (key_id == current_.id) return &current_;
  if (previous_ && key_id == previous_->id) return &*previous_;
  return nullptr;
}

std::string Signer::seal(std::string text) const {
  const auto mac = mac_of(current_.secret, text);
  return std::move(text) + '.' + mac;
}

domain::Result<std::string> Signer::make_table_code(const Table& table, int generation) const {
  if (auto fits = check_table(table.table); !fits) return fits.error();
  const auto name =
      plain(table.table) ? table.table : std::string(encoded_mark) + crypto::to_base64url(table.table);
  const auto store = std::to_string(number(table.store)) + '.';
  if (generation == 0) return seal(std::string(first_table_prefix) + store + name);
  return seal(std::string(table_prefix) + store + std::to_string(generation) + '.' + name);
}

std::optional<TableCode> Signer::verify_table_code(std::string_view code) const {
  const auto pass = split_mac(code);
  if (!pass) return std::nullopt;
  const bool has_generation = pass->text.starts_with(table_prefix);
  if (!has_generation && !pass->text.starts_with(first_table_prefix)) return std::nullopt;
  if (!made_with(current_.secret, *pass) && !(previous_ && made_with(previous_->secret, *pass)))
    return std::nullopt;
  return read_table_code(pass->text.substr(table_prefix.size()), has_generation);
}

domain::Result<std::string> Signer::make_guest_token(const Guest& guest) const {
  if (auto fits = check_table(guest.at.table); !fits) return fits.error();
  std::string payload = current_.id;
  payload.append(guest.id.uuid.bytes.begin(), guest.id.uuid.bytes.end());
  append_number(payload, number(guest.at.store), store_bytes);
  append_number(payload, static_cast<std::uint64_t>(whole_seconds(guest.expires_at)), expiry_bytes);
  payload += guest.at.table;
  return seal(std::string(guest_prefix) + crypto::to_base64url(payload));
}

std::optional<domain::StoreId> named_store(std::string_view token) {
  // Whole base64 quanta up to the store's end: the rest need not be decoded.
  constexpr auto bytes = key_id_bytes + uuid_bytes + store_bytes;
  static_assert(bytes % 3 == 0);
  constexpr auto letters = bytes / 3 * 4;
  if (!token.starts_with(guest_prefix) || token.size() < guest_prefix.size() + letters) return std::nullopt;
  const auto payload = crypto::from_base64url(token.substr(guest_prefix.size(), letters));
  if (!payload) return std::nullopt;
  auto rest = std::string_view(*payload).substr(key_id_bytes + uuid_bytes);
  return domain::StoreId{static_cast<std::uint32_t>(take_number(rest, store_bytes))};
}

std::optional<CheckedGuest> Signer::verify_guest_token(std::string_view token, domain::Instant now) const {
  if (token.size() > guest_token_bytes_max || !token.starts_with(guest_prefix)) return std::nullopt;
  const auto pass = split_mac(token);
  if (!pass || pass->text.size() < guest_prefix.size()) return std::nullopt;
  const auto payload = crypto::from_base64url(pass->text.substr(guest_prefix.size()));
  if (!payload || payload->size() < payload_head_bytes) return std::nullopt;
  std::string_view rest = *payload;
  const auto* key = find(take(rest, key_id_bytes));
  if (key == nullptr || !made_with(key->secret, *pass)) return std::nullopt;
  auto guest = read_guest(rest);
  const auto standing = now < guest.expires_at ? Standing::valid : Standing::expired;
  return CheckedGuest{std::move(guest), standing};
}

}  // namespace lunchrush::passes
