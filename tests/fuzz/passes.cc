// Guest tokens, table codes and page tokens. What is verified was made here, byte for byte; whatever is done
// to one that was made, it is refused; and what goes in comes out. The first byte says where the damage is
// done, the second what it is; the rest is a pass as it came, and the table's name.
#include "services/passes/passes.h"
#include "services/web/page_token.h"
#include "tests/fuzz/require.h"

using namespace lunchrush;
using fuzz::require;

namespace {

const passes::Signer& old_signer() {
  static const auto signer = passes::Signer::make("an-older-secret-of-the-fuzzer").value();
  return signer;
}
const passes::Signer& signer() {
  static const auto signer =
      passes::Signer::make("a-secret-of-the-fuzzer-only", "an-older-secret-of-the-fuzzer").value();
  return signer;
}
const web::PageTokens& page_tokens() {
  static const web::PageTokens tokens("a-secret-of-the-fuzzer-only");
  return tokens;
}

constexpr domain::Instant now{std::chrono::seconds{1'795'000'000}};

std::string damaged(std::string pass, std::uint8_t where, std::uint8_t what) {
  const auto at = where % pass.size();
  if (what == 0) return pass.substr(0, at);
  if (what == 1) return pass.insert(at, 1, pass[at]);
  if (what == 2) return pass.erase(at, 1);
  pass[at] = static_cast<char>(pass[at] ^ what);
  return pass;
}

// Nobody without the secret can make one: what verifies is what the signer makes of the same content.
void only_what_was_made(std::string_view pass) {
  if (const auto table = signer().verify_table_code(pass))
    require(signer().make_table_code(table->at, table->generation).value() == pass ||
                old_signer().make_table_code(table->at, table->generation).value() == pass,
            "a table code that nobody made");
  if (const auto guest = signer().verify_guest_token(pass, now)) {
    require(signer().make_guest_token(guest->guest).value() == pass ||
                old_signer().make_guest_token(guest->guest).value() == pass,
            "a guest token that nobody made");
    require(passes::named_store(pass) == guest->guest.at.store, "a token that names another store");
  }
  if (const auto keyset = page_tokens().read(pass, "filters"))
    require(page_tokens().make(*keyset, "filters") == pass, "a page token that nobody made");
}

passes::Guest guest_of(std::string_view table, std::uint8_t seed) {
  passes::Guest guest;
  guest.id.uuid.bytes.fill(seed);
  guest.at = {domain::StoreId{seed * 16'843'009U}, std::string(table)};
  guest.expires_at = now + std::chrono::seconds{static_cast<int>(seed) - 128};
  return guest;
}

void round_trips(const passes::Signer& by, std::string_view table, std::uint8_t where, std::uint8_t what) {
  const auto guest = guest_of(table, what);
  const int generation = where % 4;  // 0 is the form that names none
  const auto code = by.make_table_code(guest.at, generation);
  const bool fits = !table.empty() && table.size() <= passes::table_bytes_max;
  require(code.has_value() == fits, "a table's name has its bounds");
  if (!code) return;
  require(signer().verify_table_code(*code) == passes::TableCode{guest.at, generation},
          "a table code says something else");
  const auto token = by.make_guest_token(guest).value();
  const auto checked = signer().verify_guest_token(token, now);
  require(checked && checked->guest.id == guest.id && checked->guest.at == guest.at &&
              checked->guest.expires_at == guest.expires_at,
          "a guest token says something else");
  require((checked->standing == passes::Standing::valid) == (now < guest.expires_at), "its time is misread");
  for (const auto& made : {*code, token}) {
    const auto other = damaged(made, where, what);
    if (other == made) continue;
    require(!signer().verify_table_code(other) && !signer().verify_guest_token(other, now),
            "a damaged pass is taken");
  }
}

void page_round_trip(std::string_view keyset, std::uint8_t where, std::uint8_t what) {
  const auto token = page_tokens().make(keyset, "filters");
  if (token.size() <= 512)
    require(page_tokens().read(token, "filters").value() == keyset, "a page token says something else");
  require(!page_tokens().read(token, "filter"), "a page token of another query is taken");
  const auto other = damaged(token, where, what);
  if (other != token) require(!page_tokens().read(other, "filters"), "a damaged page token is taken");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  only_what_was_made(text);
  round_trips(data[0] % 2 == 0 ? signer() : old_signer(), text, data[0], data[1]);
  page_round_trip(text, data[0], data[1]);
  return 0;
}
