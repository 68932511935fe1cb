// When requests start: at a fixed rate or as soon as a connection is free; those that wait; those that are
// tried again.
#pragma once

#include <deque>
#include <queue>
#include <vector>

#include "bench/load/lines.h"
#include "bench/load/options.h"
#include "bench/load/source.h"
#include "bench/load/tally.h"

namespace lunchrush::bench {

class Plan {
 public:
  Plan(const Options& options, Source& source, Tally& tally);

  void connect() { lines_.connect_all(); }
  void count_in(Tally& tally) { tally_ = &tally; }  // from the next run on
  // For so long what the options ask for, until it is answered; how many requests were left without an
  // answer.
  std::uint64_t run(double seconds);

 private:
  void done(const Job& job, const Response* response);
  void again_or_never(const Job& job, unsigned status, Nanoseconds rest);
  Nanoseconds rest_after(const Response* response) const;
  void release_arrivals(Nanoseconds now);
  void release_retries(Nanoseconds now);
  void drop_overdue(Nanoseconds now);
  void dispatch(Nanoseconds now);
  bool may_start_another(Nanoseconds now) const;
  Nanoseconds until_next(Nanoseconds now) const;
  Nanoseconds arrival(std::uint64_t nth) const;
  void save(const Response& response);

  const Options& options_;
  Source& source_;
  Tally* tally_;
  Lines lines_;
  std::uint64_t limit_;
  std::uint64_t begun_ = 0;      // jobs that arrived
  std::uint64_t first_job_ = 0;  // of this run
  Nanoseconds begin_ = 0, end_ = 0;
  Nanoseconds next_check_ = 0;
  std::deque<Job> waiting_;
  struct Resting {
    Nanoseconds until;  // then it is tried again
    Job job;
    bool operator>(const Resting& other) const { return until > other.until; }
  };
  std::priority_queue<Resting, std::vector<Resting>, std::greater<>> resting_;
};

}  // namespace lunchrush::bench
