#include "services/ingest/idempotency.h"

#include "services/crypto/digest.h"
#include "services/web/codec.h"

namespace lunchrush::ingest {
namespace {

constexpr std::size_t usual_bytes = 256;

// Each part with its length in front, so that no two lists of parts look alike.
void add_part(std::string& text, std::string_view part) {
  text.append(std::to_string(part.size())).append(1, ':').append(part);
}

}  // namespace

std::string digest_of(domain::StoreId store, const Principal& caller, std::string_view route,
                      std::string_view key) {
  std::string text;
  text.reserve(usual_bytes);
  text.append(std::to_string(number(store))).append(1, '|');
  add_part(text, caller.name);
  add_part(text, route);
  add_part(text, key);
  return crypto::sha256(text);
}

Claim claim_of(domain::StoreId store, const Principal& caller, std::string_view route, std::string_view key,
               std::string_view subject, const google::protobuf::Message& message) {
  std::string asked;
  asked.reserve(usual_bytes);
  add_part(asked, route);
  add_part(asked, subject);
  add_part(asked, web::canonical_bytes(message));
  return {digest_of(store, caller, route, key), crypto::sha256(asked)};
}

}  // namespace lunchrush::ingest
