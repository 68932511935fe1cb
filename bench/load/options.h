// What the command line of lunchrush-load says.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace lunchrush::bench {

enum class Mode { orders, reads, menu, notifications, file, idle, feed };

struct Options {
  Mode mode = Mode::orders;
  std::vector<sockaddr_in> targets;
  std::uint64_t connections = 128;
  double rate = 0;             // arrivals a second; 0: closed loop
  double seconds = 10;         // how long requests arrive
  double warm_seconds = 0;     // before that, over the same connections, and not counted
  std::uint64_t requests = 0;  // at most; 0: as many as fit
  double drain_seconds = 5;    // how long answers are waited for afterwards
  std::uint64_t deadline_ms = 30'000;
  std::uint64_t retries = 0;
  std::uint64_t retry_ms = 200;
  bool obey = false;                // retry when the answer says, where it says when
  std::uint64_t keys = 0;           // distinct idempotency keys; 0: one for every request
  std::string run;                  // begins every key
  std::vector<std::string> tokens;  // for the stores in turn
  std::vector<std::string> stores{"1001"};
  std::vector<std::string> headers;
  std::string body_file;
  std::string etag;
  std::string file;
  std::string save_file;
  std::string save_after;
  std::string times_file;
  bool series = false;
  bool repeat = false;
  std::uint64_t copies = 1;  // event streams of each store
  bool guests = false;       // guests' event streams instead of the kitchen's
};

// What the caller got wrong; what() is the sentence to print.
struct BadArguments : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Options parse_options(int argc, char** argv);  // throws BadArguments
const char* name(Mode mode);
std::string help();

}  // namespace lunchrush::bench
