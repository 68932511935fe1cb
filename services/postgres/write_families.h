// The statement that writes what a batch of decisions changed, composed of the parts that have rows:
// PostgreSQL would set up the others for nothing, at every execution, which is most of what a small change
// costs.
#pragma once

#include <cstddef>

#include "services/postgres/statement.h"

namespace lunchrush::postgres {

// `set`: a bit for each part, in the order of FamilyChanges::Part. Its parameters are those of the parts, one
// after the other; it answers how many rows of tables it wrote. Made when it is first needed, kept for as
// long as the program runs.
Statement write_families(std::size_t set);

}  // namespace lunchrush::postgres
