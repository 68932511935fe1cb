// JSON lines on stdout, one event each, written by a background thread that drops (and counts) rather than
// blocks. Fixed keys: ts, level, msg, program; then whatever the caller names. Values are escaped; secrets
// are the caller's sin.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace lunchrush::telemetry {

enum class Level { debug, info, warn, error };

using FieldValue = std::variant<std::string_view, std::int64_t, double, bool>;
struct Field {
  std::string_view key;
  FieldValue value;
};

// Once, in main. `level`: debug, info, warn, error.
void start_log(std::string_view program, Level level);
void stop_log();  // flushes
void set_level(Level level);
bool enabled(Level level);
std::uint64_t log_lines_dropped();

void log(Level level, std::string_view message, std::initializer_list<Field> fields = {});

}  // namespace lunchrush::telemetry
