#include "services/telemetry/line_writer.h"

#include <unistd.h>

#include <cerrno>

namespace lunchrush::telemetry {
namespace {

constexpr std::size_t bytes_waiting_max = 2 * 1024 * 1024;  // a quarter of a second of 30,000 requests each
constexpr std::size_t bytes_at_once = 32 * 1024;            // worth a write of their own
// A line waits so long for others: waking the writer for each costs whoever logs more than the line itself,
// and a processor that has better things to do.
constexpr std::chrono::milliseconds gathering{20};

void write_to_stdout(std::string_view left) {
  while (!left.empty()) {
    const auto written = ::write(STDOUT_FILENO, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody to tell: stdout is where we would tell it
    left.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void LineWriter::add(std::string_view line) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    const auto before = waiting_.size();
    if (before + line.size() >= bytes_waiting_max) {
      ++dropped_;
      return;
    }
    waiting_.append(line).push_back('\n');
    wake = before == 0 || (before < bytes_at_once && waiting_.size() >= bytes_at_once);
  }
  if (wake) news_.notify_one();
}

std::uint64_t LineWriter::dropped() const {
  const std::scoped_lock lock(mutex_);
  return dropped_;
}

bool LineWriter::end(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  ending_ = true;
  news_.notify_one();
  return ended_condition_.wait_for(lock, at_most, [this] { return ended_; });
}

void LineWriter::run() {
  std::string leaving;
  std::unique_lock lock(mutex_);
  while (true) {
    news_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    news_.wait_for(lock, gathering, [this] { return ending_ || waiting_.size() >= bytes_at_once; });
    if (waiting_.empty()) break;  // ending
    leaving.swap(waiting_);
    lock.unlock();
    write_to_stdout(leaving);
    leaving.clear();
    lock.lock();
  }
  ended_ = true;
  ended_condition_.notify_all();
}

}  // namespace lunchrush::telemetry
