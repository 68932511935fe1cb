// A merchant's stores by number and name. Errors: unavailable, internal.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/domain/ids.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct StoreName {
  domain::StoreId id{};
  std::string name_zh;
  std::string name_en;
};
// By number, so many after that one; when `only` is not empty, of those that it names.
domain::Result<std::vector<StoreName>> list_stores(Session& session, domain::MerchantId merchant,
                                                   std::span<const domain::StoreId> only,
                                                   domain::StoreId after, int count_max);

}  // namespace lunchrush::postgres
