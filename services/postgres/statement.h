// A SQL statement with its name, which is the prepared statement's name and the label of its metrics.
#pragma once

namespace lunchrush::postgres {

struct Statement {
  const char* name;
  const char* text;
};

}  // namespace lunchrush::postgres
