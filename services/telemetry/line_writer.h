// Lines on their way to stdout, written by a thread of its own: who adds one never waits for whoever reads
// them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace lunchrush::telemetry {

class LineWriter {
 public:
  LineWriter() : thread_([this] { run(); }) {}
  ~LineWriter() { thread_.join(); }  // after end() was true
  LineWriter(const LineWriter&) = delete;

  void add(std::string_view line);  // without its end; dropped, and counted, when too much waits
  std::uint64_t dropped() const;

  // Writes what waits and ends. False: stdout did not take it in time, and the thread still hangs in
  // write(2); this has to be left to the end of the process then.
  bool end(std::chrono::milliseconds at_most);

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable news_, ended_condition_;
  std::string waiting_;
  std::uint64_t dropped_ = 0;
  bool ending_ = false;
  bool ended_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace lunchrush::telemetry
