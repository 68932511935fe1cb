// The table behind problem_kind() and the /problems pages.
#pragma once

#include <string_view>

#include "services/web/problem.h"

namespace lunchrush::web {

ProblemKind kind_of(domain::ErrorCode code);

// For whoever writes a client: what brings the problem about, and what to do.
struct ProblemHelp {
  std::string_view cause_zh;
  std::string_view fix_zh;
  std::string_view cause_en;
  std::string_view fix_en;
};

ProblemHelp help_of(domain::ErrorCode code);

}  // namespace lunchrush::web
