// GET /problems and /problems/{code}: what the `type` of every problem resolves to.
#pragma once

#include "services/web/router.h"

namespace lunchrush::web {

void add_problem_pages(Router& router);

}  // namespace lunchrush::web
