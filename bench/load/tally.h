// What is counted and how it is told.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "bench/load/clock.h"
#include "bench/load/histogram.h"
#include "bench/load/options.h"

namespace lunchrush::bench {

// One request of the plan, through all its attempts.
struct Job {
  std::uint64_t number = 0;
  Nanoseconds intended = 0;  // when it was meant to start; its latency counts from here
  Nanoseconds sent = 0;      // its last attempt
  std::uint64_t attempts = 0;
};

class Tally {
 public:
  explicit Tally(const Options& options) : options_(options) {}

  void begin(Nanoseconds now) { begun_ = now; }
  void answered(const Job& job, unsigned status, Nanoseconds now);  // its last answer
  void given_up(const Job& job, Nanoseconds now);  // by its deadline, or without retries left
  void answered_for_now(unsigned status, Nanoseconds now) { count(status, now); }  // it will be tried again
  void broken(Nanoseconds now) { ++broken_, count(0, now); }  // a connection that failed under a request
  void started(Nanoseconds late) { ++sent_, started_late_.record(late); }
  void timed_out() { ++timed_out_; }
  void retried() { ++retried_; }
  void save(std::string_view text);
  std::uint64_t jobs_done() const { return done_; }

  boost::json::object result(double processor_seconds, std::uint64_t unanswered) const;
  void write_files() const;  // throws std::runtime_error

 private:
  void count(unsigned status, Nanoseconds now);
  boost::json::object series() const;
  double window() const;

  const Options& options_;
  Nanoseconds begun_ = 0, last_ = 0;
  Histogram accepted_, accepted_since_sent_, refused_, started_late_;
  std::map<unsigned, std::uint64_t> statuses_;            // of every answer; 0: none
  std::map<unsigned, std::vector<std::uint64_t>> parts_;  // the same for every 100 ms
  std::uint64_t done_ = 0, accepted_in_time_ = 0, sent_ = 0, given_up_ = 0, broken_ = 0, timed_out_ = 0,
                retried_ = 0;
  std::string saved_;
  std::string times_;
};

}  // namespace lunchrush::bench
