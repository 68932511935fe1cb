#include "services/settings/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

namespace lunchrush::settings {
namespace {

constexpr std::array<std::string_view, 4> programs{"INGEST", "CALLBACKS", "SIMULATOR", "MIGRATE"};

constexpr std::array<std::string_view, 8> shared_names{"LUNCHRUSH_POSTGRES_URL",
                                                       "LUNCHRUSH_REDIS_URL",
                                                       "LUNCHRUSH_LOG_LEVEL",
                                                       "LUNCHRUSH_TOKEN_SECRET",
                                                       "LUNCHRUSH_TOKEN_SECRET_PREVIOUS",
                                                       "LUNCHRUSH_ACCOUNT_KEY",
                                                       "LUNCHRUSH_QUERY_FIRST_MS",
                                                       "LUNCHRUSH_QUERY_MOST_MS"};

// Written by ./dev to .local/env, or read by it and by the tests; people export them all at once.
constexpr std::array<std::string_view, 12> development_names{
    "LUNCHRUSH_API_URL",    "LUNCHRUSH_ADMIN_URL",   "LUNCHRUSH_CALLBACKS_URL", "LUNCHRUSH_SIMULATOR_URL",
    "LUNCHRUSH_STAFF_KEY",  "LUNCHRUSH_KITCHEN_KEY", "LUNCHRUSH_POS_KEY",       "LUNCHRUSH_STORE_ID",
    "LUNCHRUSH_TABLE_CODE", "LUNCHRUSH_PORT_BASE",   "LUNCHRUSH_BIN",           "LUNCHRUSH_KIOSK_KEY"};
constexpr std::array<std::string_view, 2> development_prefixes{"LUNCHRUSH_TEST_", "LUNCHRUSH_BENCH_"};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](unsigned char c) { return std::toupper(c); },
      [](unsigned char c) { return std::toupper(c); });
}

bool another_programs(std::string_view name, std::string_view program) {
  return std::ranges::any_of(programs, [&](std::string_view other) {
    if (equal_ignoring_case(other, program)) return false;
    return name.starts_with("LUNCHRUSH_" + std::string(other) + "_");
  });
}

// Levenshtein, one row at a time.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i != a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j != b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

bool belongs_to_others(std::string_view name, std::string_view program) {
  constexpr std::string_view by_file = "_FILE";
  const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
  const auto value_name = name.ends_with(by_file) ? name.substr(0, name.size() - by_file.size()) : name;
  return another_programs(name, program) || std::ranges::count(shared_names, value_name) ||
         std::ranges::count(development_names, name) || std::ranges::any_of(development_prefixes, begins);
}

std::optional<std::string> did_you_mean(std::string_view name, const std::vector<std::string>& names) {
  constexpr std::size_t edits_max = 4;  // two swapped pairs, or one forgotten word part
  std::optional<std::string> nearest;
  auto edits_nearest = edits_max + 1;
  for (const auto& candidate : names) {
    const auto edits = edits_between(name, candidate);
    if (edits >= edits_nearest) continue;
    edits_nearest = edits;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace lunchrush::settings
