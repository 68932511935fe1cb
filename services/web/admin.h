// The admin port of every program: /metrics, /livez, /readyz, /startupz (?verbose prints a line per check).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/web/router.h"

namespace lunchrush::web {

struct HealthCheck {
  std::string name;              // "postgres"
  std::function<bool()> passes;  // cheap, never blocks: it reads a flag somebody else keeps
  bool needed_for_ready = true;  // false: shown in ?verbose only (Redis)
};

struct AdminSources {
  std::function<std::string()> metrics_text;  // Prometheus text format 0.0.4
  std::vector<HealthCheck> checks;
  std::function<bool()> started;
};

Router admin_routes(AdminSources sources);

}  // namespace lunchrush::web
