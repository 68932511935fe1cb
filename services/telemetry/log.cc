#include "services/telemetry/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <thread>

#include "services/domain/time.h"
#include "services/telemetry/json_text.h"

namespace lunchrush::telemetry {
namespace {

constexpr std::size_t lines_queued_max =
    8192;  // beyond this the oldest is dropped: logging never blocks a caller
constexpr std::chrono::seconds flush_max{
    2};  // a reader that stopped reading must not keep a program from ending
constexpr std::chrono::milliseconds flush_poll{2};

// Lives on the writer's thread. Lines that wait together leave in one write.
class Stdout final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit Stdout(spdlog::details::thread_pool& writer) : writer_(writer) {}
  bool flushed() const { return flushed_; }

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    waiting_.append(line.payload.data(), line.payload.size()).push_back('\n');
    if (waiting_.size() >= bytes_waiting_max || writer_.queue_size() == 0) write_waiting();
  }

  void flush_() override {
    write_waiting();
    flushed_ = true;
  }

  void write_waiting() {
    for (std::string_view left = waiting_; !left.empty();) {
      const auto written = ::write(STDOUT_FILENO, left.data(), left.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) break;  // nobody to tell: stdout is where we would tell it
      left.remove_prefix(static_cast<std::size_t>(written));
    }
    waiting_.clear();
  }

  static constexpr std::size_t bytes_waiting_max = 32 * 1024;
  spdlog::details::thread_pool& writer_;
  std::string waiting_;
  std::atomic<bool> flushed_{false};
};

struct Log {
  std::string program;
  std::shared_ptr<spdlog::details::thread_pool>
      writer;  // these three are shared because spdlog's interface says so
  std::shared_ptr<Stdout> sink;
  std::shared_ptr<spdlog::async_logger> logger;
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
  started->writer = std::make_shared<spdlog::details::thread_pool>(lines_queued_max, 1);
  started->sink = std::make_shared<Stdout>(*started->writer);
  started->logger = std::make_shared<spdlog::async_logger>("log", started->sink, started->writer,
                                                           spdlog::async_overflow_policy::overrun_oldest);
  started->logger->set_level(spdlog::level::trace);  // levels are decided in enabled(), before a line is made
  level_min = level;
  current = started.release();
}

void stop_log() {
  if (!current) return;
  std::unique_ptr<Log> ending(std::exchange(current, nullptr));
  ending->logger->flush();
  const auto give_up = std::chrono::steady_clock::now() + flush_max;
  while (!ending->sink->flushed() && std::chrono::steady_clock::now() < give_up)
    std::this_thread::sleep_for(flush_poll);
  dropped_before_stop += ending->writer->overrun_counter();
  // Joining a writer that hangs in write(2) would hang us too: leave it to the end of the process.
  if (!ending->sink->flushed()) static_cast<void>(ending.release());
}

void set_level(Level level) { level_min = level; }
bool enabled(Level level) { return current && level >= level_min.load(std::memory_order_relaxed); }

std::uint64_t log_lines_dropped() {
  return dropped_before_stop + (current ? current->writer->overrun_counter() : 0);
}

void log(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  thread_local std::string line;
  line.clear();
  append_line(line, level, message, fields);
  current->logger->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace lunchrush::telemetry
