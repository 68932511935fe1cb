// The OpenAPI 3.1 document, made from the route table and the messages' descriptors, so that it cannot drift.
#pragma once

#include <string>

#include "services/web/router.h"

namespace lunchrush::web {

struct OpenApiInfo {
  std::string title;
  std::string version;
  std::string description;
};

// Every route of `router`. Schemas of answers are closed objects: a member that is not documented is a fault.
// A message that is both asked and answered has two schemas, Name and NameInput, because what must be there
// differs.
std::string openapi_document(const Router& router, const OpenApiInfo& info);

}  // namespace lunchrush::web
