// What a batch of decisions changed, and the one statement that writes it.
#pragma once

#include <boost/json.hpp>

#include "services/domain/family.h"
#include "services/postgres/families.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

namespace json = boost::json;

class FamilyChanges {
 public:
  void add(const domain::Family& family, const Because& because);

  // Throws GuardLost when a row is no longer at the version that was decided on.
  void write(Session& session, pqxx::transaction_base& transaction) const;

 private:
  void add_rows(const domain::Family& family);
  void add_steps(const domain::Family& family, const Because& because);

  // Of each table, and the steps of the timeline.
  json::array orders_, intents_, payments_, refunds_, tickets_, steps_;
};

}  // namespace lunchrush::postgres
