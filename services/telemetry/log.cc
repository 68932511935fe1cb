#include "services/telemetry/log.h"

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "services/domain/time.h"
#include "services/telemetry/json_text.h"
#include "services/telemetry/line_writer.h"

namespace lunchrush::telemetry {
namespace {

constexpr std::chrono::seconds flush_max{
    2};  // a reader that stopped reading must not keep a program from ending

struct Log {
  std::string program;
  LineWriter writer;
};

Log* current = nullptr;  // set by start_log before any thread logs, cleared by stop_log after they ended
std::atomic<Level> level_min{Level::info};
std::atomic<std::uint64_t> dropped_before_stop{0};

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warn: return "warn";
    case Level::error: return "error";
  }
  std::abort();
}

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

void append_value(std::string& out, std::string_view value) { append_json_text(out, value); }
void append_value(std::string& out, std::int64_t value) { append_number(out, value); }
void append_value(std::string& out, bool value) { out.append(value ? "true" : "false"); }
void append_value(std::string& out, double value) {
  if (std::isfinite(value)) return append_number(out, value);
  out.append("null");
}

void append_line(std::string& out, Level level, std::string_view message,
                 std::initializer_list<Field> fields) {
  out.append("{\"ts\":\"");
  domain::append_rfc3339(out, std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()),
                         3);
  out.append("\",\"level\":\"").append(name_of(level)).append("\",\"msg\":");
  append_json_text(out, message);
  out.append(",\"program\":");
  append_json_text(out, current->program);
  for (const auto& field : fields) {
    out.push_back(',');
    append_json_text(out, field.key);
    out.push_back(':');
    std::visit([&](const auto& value) { append_value(out, value); }, field.value);
  }
  out.push_back('}');
}

}  // namespace

void start_log(std::string_view program, Level level) {
  stop_log();
  auto started = std::make_unique<Log>();
  started->program = program;
  level_min = level;
  current = started.release();
}

void stop_log() {
  if (!current) return;
  std::unique_ptr<Log> ending(std::exchange(current, nullptr));
  const bool ended = ending->writer.end(flush_max);
  dropped_before_stop += ending->writer.dropped();
  // Joining a writer that hangs in write(2) would hang us too: leave it to the end of the process.
  if (!ended) static_cast<void>(ending.release());
}

void set_level(Level level) { level_min = level; }
bool enabled(Level level) { return current && level >= level_min.load(std::memory_order_relaxed); }

std::uint64_t log_lines_dropped() { return dropped_before_stop + (current ? current->writer.dropped() : 0); }

void log(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  thread_local std::string line;
  line.clear();
  append_line(line, level, message, fields);
  current->writer.add(line);
}

}  // namespace lunchrush::telemetry
