// What a guest shows: the code printed on a table, and the token that a scan of it is exchanged for. Both are
// signed texts of A-Za-z0-9_.- that any replica checks without a look-up.
//
//   table code   t2.<store>.<generation>.<table>.<mac>; <table> is u.<base64url of it> for one such as 大厅3
//                t1.<store>.<table>.<mac>: the same of generation 0
//   guest token  g1.<base64url of key id, guest, store, expiry, table>.<mac>
//
// The MAC is HMAC-SHA256 over everything before its dot, cut to 16 bytes. Codes are printed on paper and do
// not expire: a store begins a new generation, and whoever takes a code compares; or they die with the secret
// they were made under.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/domain/ids.h"
#include "services/domain/result.h"
#include "services/domain/time.h"

namespace lunchrush::passes {

inline constexpr std::size_t table_bytes_max =
    60;  // 20 Chinese characters; keeps a code under 128 characters
inline constexpr std::size_t secret_bytes_min = 16;
inline constexpr std::size_t guest_token_bytes_max = 256;  // longer ones are not looked at

struct Table {
  domain::StoreId store{};
  std::string table;
  bool operator==(const Table&) const = default;
};

struct TableCode {
  Table at;
  int generation = 0;  // of the store's codes
  bool operator==(const TableCode&) const = default;
};

struct Guest {
  domain::GuestId id;
  Table at;
  domain::Instant expires_at{};  // whole seconds: a token carries no more
};

enum class Standing { valid, expired };

struct CheckedGuest {
  Guest guest;
  Standing standing{};
};

// The store that a guest's token names, or claims to: nothing is verified. nullopt: it is no such token.
std::optional<domain::StoreId> named_store(std::string_view token);

// Signs with the current secret; verifies with the previous one too, so that a secret can be replaced while
// tokens and printed codes are about. Immutable; any thread.
class Signer {
 public:
  // Error: invalid_request when a secret is shorter than secret_bytes_min (`previous` may be empty: none).
  static domain::Result<Signer> make(std::string current, std::string previous = {});

  // Error: invalid_request for an empty table, or one longer than table_bytes_max.
  domain::Result<std::string> make_table_code(const Table& table, int generation = 0) const;
  // nullopt: not ours. Whether its generation is the store's is for the caller to see.
  std::optional<TableCode> verify_table_code(std::string_view code) const;

  // Error: as make_table_code.
  domain::Result<std::string> make_guest_token(const Guest& guest) const;
  // nullopt: not ours. An expired one is ours all the same: it still says who the guest is.
  std::optional<CheckedGuest> verify_guest_token(std::string_view token, domain::Instant now) const;

 private:
  struct Key {
    std::string secret;
    std::string id;  // of key_id_bytes; says which secret made a token without trying both
  };
  Signer() = default;
  static Key key_of(std::string secret);
  const Key* find(std::string_view key_id) const;
  std::string seal(std::string text) const;

  Key current_;
  std::optional<Key> previous_;
};

}  // namespace lunchrush::passes
