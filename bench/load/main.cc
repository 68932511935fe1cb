// lunchrush-load: open- and closed-loop load on a service that runs on this machine.
#include <sys/prctl.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <iostream>
#include <string_view>

#include "bench/load/feed.h"
#include "bench/load/plan.h"

namespace {

using namespace lunchrush::bench;

constexpr int bad_arguments = 2;

void print(const boost::json::object& result) { std::cout << boost::json::serialize(result) << std::endl; }

int measure(const Options& options) {
  const auto source = make_source(options);
  Tally tally(options);
  Plan plan(options, *source, tally);
  plan.connect();
  if (options.warm_seconds > 0) {
    Tally uncounted(options);
    plan.count_in(uncounted);
    plan.run(options.warm_seconds);
    plan.count_in(tally);
  }
  const auto before = processor_seconds();
  const auto unanswered = plan.run(options.seconds);
  print(tally.result(processor_seconds() - before, unanswered));
  tally.write_files();
  return 0;
}

// Every connection asks once, is held, and asks again. The line after the first round lets a watcher weigh
// the server.
int hold(Options options) {
  const auto held_seconds = options.seconds;
  options.requests = options.connections;
  options.seconds = 60;
  if (options.rate == 0) options.rate = 2'000;
  const auto source = make_source(options);
  Tally first(options), second(options);
  Plan plan(options, *source, first);
  plan.connect();
  plan.run(options.seconds);
  print(first.result(0, 0));
  usleep(static_cast<useconds_t>(held_seconds * 1e6));
  plan.count_in(second);
  const auto unanswered = plan.run(options.seconds);
  print(second.result(processor_seconds(), unanswered));
  return 0;
}

int run(int argc, char** argv) {
  const auto options = parse_options(argc, argv);
  raise_descriptor_limit();
  prctl(PR_SET_TIMERSLACK, 1'000UL);  // sleeps end when they should
  if (options.mode == Mode::feed) return read_feeds(options);
  return options.mode == Mode::idle ? hold(options) : measure(options);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && (std::string_view(argv[1]) == "--help" || std::string_view(argv[1]) == "-h")) {
    std::cout << help();
    return 0;
  }
  try {
    return run(argc, argv);
  } catch (const BadArguments& fault) {
    std::cerr << "lunchrush-load: " << fault.what() << "\n";
    return bad_arguments;
  } catch (const std::exception& fault) {
    std::cerr << "lunchrush-load: " << fault.what() << "\n";
    return 1;
  }
}
