#include "services/migrate/embedded.h"

#include "texts.h"

namespace lunchrush::migrate {

std::span<const postgres::Migration> embedded_migrations() {
  static const auto migrations = [] {
    std::vector<postgres::Migration> all;
    for (const auto& file : texts::migrations) all.push_back({std::stoi(file.name), file.name, file.text});
    return all;
  }();
  return migrations;
}

std::string_view demo_menu() { return texts::demo_menu; }

}  // namespace lunchrush::migrate
