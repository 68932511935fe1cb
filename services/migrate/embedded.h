// deploy/migrations as they were when the program was built, and the demo restaurant's menu.
#pragma once

#include <span>
#include <string_view>

#include "services/postgres/migrations.h"

namespace lunchrush::migrate {

std::span<const postgres::Migration> embedded_migrations();  // in order of their numbers
std::string_view demo_menu();                                // deploy/demo/menu.json: a PutMenuRequest

}  // namespace lunchrush::migrate
