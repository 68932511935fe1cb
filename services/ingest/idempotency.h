// What a key stands for (design.md section 5): one request of one caller to one route of one store.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "services/domain/ids.h"
#include "services/domain/result.h"
#include "services/ingest/principal.h"
#include "services/web/request.h"

namespace lunchrush::ingest {

struct Claim {
  std::string digest;       // SHA-256 of (store, principal, route, key): what PostgreSQL keeps unique
  std::string fingerprint;  // SHA-256 of what is asked: same digest, other fingerprint is 422
};

// `subject`: what the route's path names, e.g. the order's id; part of the fingerprint.
Claim claim_of(domain::StoreId store, const Principal& caller, std::string_view route, std::string_view key,
               std::string_view subject, const google::protobuf::Message& message);
// The digest alone, for a look-up by key.
std::string digest_of(domain::StoreId store, const Principal& caller, std::string_view route,
                      std::string_view key);

}  // namespace lunchrush::ingest
