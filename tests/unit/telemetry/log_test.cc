#include "services/telemetry/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <regex>
#include <string>
#include <vector>

using namespace lunchrush::telemetry;

namespace {

// Puts another file where stdout was, for the length of a scope.
class StdoutTo {
 public:
  explicit StdoutTo(int file) : saved_(dup(STDOUT_FILENO)) {
    std::fflush(stdout);
    dup2(file, STDOUT_FILENO);
  }
  ~StdoutTo() {
    std::fflush(stdout);
    dup2(saved_, STDOUT_FILENO);
    close(saved_);
  }
  StdoutTo(const StdoutTo&) = delete;

 private:
  int saved_;
};

template <class Body>
std::vector<std::string> lines_of(Body body) {
  const auto file = std::tmpfile();
  {
    StdoutTo redirected(fileno(file));
    body();
    stop_log();
  }
  std::rewind(file);
  std::vector<std::string> lines;
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, file)) lines.emplace_back(buffer);
  std::fclose(file);
  return lines;
}

}  // namespace

TEST_CASE("a log line is one JSON object with fixed keys first") {
  const auto lines = lines_of([] {
    start_log("ingest", Level::info);
    log(Level::warn, "slow \"commit\"\n",
        {{"ms", std::int64_t{12}}, {"ratio", 0.5}, {"late", true}, {"key", "订单"}});
  });
  REQUIRE(lines.size() == 1);
  const std::regex expected(
      R"(\{"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"warn","msg":"slow \\"commit\\"\\n","program":"ingest","ms":12,"ratio":0\.5,"late":true,"key":"订单"\}\n)");
  CHECK(std::regex_match(lines[0], expected));
}

TEST_CASE("lines below the level are not made, and the level can change while running") {
  const auto lines = lines_of([] {
    start_log("ingest", Level::warn);
    log(Level::info, "unseen");
    set_level(Level::debug);
    log(Level::debug, "seen");
  });
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find(R"("msg":"seen")") != std::string::npos);
}

TEST_CASE("a stdout nobody reads costs lines, never time [row 22]") {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  fcntl(ends[0], F_SETPIPE_SZ, 4096);
  const auto before = log_lines_dropped();
  {
    StdoutTo redirected(ends[1]);
    start_log("ingest", Level::info);
    // That it ends is what is tested. Nothing is checked here: what Catch says would go to that pipe as well.
    for (int i = 0; i != 40'000; ++i)
      log(Level::info, "nobody reads this line, which is long enough to fill a pipe");
    // With the reader gone the writer's write fails at once, and the log can end.
    std::signal(SIGPIPE, SIG_IGN);
    close(ends[0]);
    stop_log();
  }
  close(ends[1]);
  CHECK(log_lines_dropped() - before > 10'000);
}
