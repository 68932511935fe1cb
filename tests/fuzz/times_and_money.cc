// Times, amounts and ids as text. What is read is written back as the same value, and what is written is read
// back exactly: not a fen, not a millisecond is lost. The first letter says which kind of text it is.
#include "services/crypto/digest.h"
#include "services/domain/ids.h"
#include "services/domain/money.h"
#include "services/gateways/beijing_time.h"
#include "services/web/rfc3339.h"
#include "tests/fuzz/require.h"

#include <cstring>

using namespace lunchrush;
using fuzz::require;

namespace {

void money(std::string_view text) {
  if (const auto amount = domain::from_yuan(text))
    require(domain::from_yuan(domain::to_yuan(*amount)) == amount,
            "read, written and read again: another amount");
  std::int64_t fen = 0;
  std::memcpy(&fen, text.data(), std::min(text.size(), sizeof fen));
  require(domain::from_yuan(domain::to_yuan(domain::Money(fen))) == domain::Money(fen),
          "yuan and fen are not exact");
}

void api_time(std::string_view text) {
  const auto at = web::from_rfc3339(text);
  if (!at) return;
  require(at->nanos >= 0 && at->nanos < 1'000'000'000, "a fraction out of bounds");
  std::string written;
  web::append_rfc3339(written, *at);
  require(written.size() == std::strlen("2026-11-21T04:00:00.123Z"), "a time of another length");
  const auto again = web::from_rfc3339(written);
  require(again && again->seconds == at->seconds, "written, a time is another time");
  require(again->nanos == at->nanos / 1'000'000 * 1'000'000,
          "written, a time loses more than its microseconds");
}

void gateway_time(std::string_view text) {
  using std::chrono::floor;
  using std::chrono::seconds;
  if (const auto at = gateways::from_rfc3339(text)) {
    using namespace std::chrono;
    // At the ends of what is read, Beijing's own day may lie beyond them.
    if (*at < sys_days(year(1971) / 1 / 1) || *at >= sys_days(year(9998) / 1 / 1)) return;
    const auto again = gateways::from_rfc3339(gateways::to_rfc3339_beijing(*at));
    require(again && *again == floor<seconds>(*at), "written, a gateway's time is another time");
  }
  if (const auto at = gateways::from_beijing_text(text)) {
    const auto again = gateways::from_beijing_text(gateways::to_beijing_text(*at));
    require(again && *again == floor<seconds>(*at), "written, Beijing's time is another time");
  }
}

void ids(std::string_view text) {
  if (const auto id = domain::OrderId::from_text(text)) require(id->text() == text, "an id has two texts");
  if (const auto id = domain::from_base32(text))
    require(domain::to_base32(*id) == text, "a number has two texts");
  if (const auto id = domain::Uuid::from_text(text))
    require(domain::Uuid::from_text(id->text()) == id, "another UUID");
  domain::Uuid made;
  std::memcpy(made.bytes.data(), text.data(), std::min(text.size(), made.bytes.size()));
  require(domain::from_base32(domain::to_base32(made)) == made, "an id does not come back");
}

void bytes_as_text(std::string_view text) {
  if (const auto bytes = crypto::from_base64(text))
    require(crypto::to_base64(*bytes) == text, "base64 has two texts");
  if (const auto bytes = crypto::from_base64url(text))
    require(crypto::to_base64url(*bytes) == text, "base64url has two texts");
  require(crypto::from_base64(crypto::to_base64(text)) == text, "base64 does not come back");
  require(crypto::from_base64url(crypto::to_base64url(text)) == text, "base64url does not come back");
  require(crypto::from_hex(crypto::to_hex(text)) == text, "hex does not come back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'm': money(text); break;
    case 'a': api_time(text); break;
    case 'g': gateway_time(text); break;
    case 'i': ids(text); break;
    default: bytes_as_text(text);
  }
  return 0;
}
