#include "bench/load/tally.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <fstream>
#include <stdexcept>

namespace lunchrush::bench {
namespace {

constexpr Nanoseconds part = 100 * per_millisecond;
constexpr unsigned refused_from = 400;

boost::json::object latencies(const Histogram& of) {
  return {
      {"count", of.count()},           {"p50", of.percentile_ms(0.50)},    {"p90", of.percentile_ms(0.90)},
      {"p99", of.percentile_ms(0.99)}, {"p99_9", of.percentile_ms(0.999)}, {"max", of.max_ms()}};
}

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

void Tally::count(unsigned status, Nanoseconds now) {
  ++statuses_[status];
  if (!options_.series) return;
  auto& counts = parts_[status];
  const auto place = static_cast<std::size_t>((now - begun_) / part);
  if (counts.size() <= place) counts.resize(place + 1);
  ++counts[place];
}

void Tally::answered(const Job& job, unsigned status, Nanoseconds now) {
  count(status, now);
  ++done_;
  last_ = now;
  const bool accepted = status < refused_from;
  (accepted ? accepted_ : refused_).record(now - job.intended);
  if (accepted) accepted_since_sent_.record(now - job.sent);
  if (accepted && static_cast<double>(now - begun_) <= options_.seconds * per_second) ++accepted_in_time_;
  if (options_.times_file.empty()) return;
  times_ += std::to_string(job.number) + ' ' + std::to_string(job.intended) + ' ' + std::to_string(now) +
            ' ' + std::to_string(status) + '\n';
}

void Tally::given_up(const Job& job, Nanoseconds now) {
  ++done_;
  ++given_up_;
  if (options_.times_file.empty()) return;
  times_ +=
      std::to_string(job.number) + ' ' + std::to_string(job.intended) + ' ' + std::to_string(now) + " 0\n";
}

void Tally::save(std::string_view text) {
  saved_ += text;
  saved_ += '\n';
}

boost::json::object Tally::series() const {
  boost::json::object all;
  for (const auto& [status, counts] : parts_)
    all[std::to_string(status)] = boost::json::array(counts.begin(), counts.end());
  return all;
}

// Shorter than --seconds when the requests ran out before.
double Tally::window() const {
  return std::min(options_.seconds, static_cast<double>(last_ - begun_) / per_second);
}

boost::json::object Tally::result(double processor_seconds, std::uint64_t unanswered) const {
  boost::json::object statuses, classes;
  for (const auto& [status, count] : statuses_) {
    if (status == 0) continue;
    statuses[std::to_string(status)] = count;
    auto& sum = classes[std::to_string(status / 100) + "xx"];
    sum = (sum.is_null() ? 0 : sum.to_number<std::uint64_t>()) + count;
  }
  boost::json::object told{
      {"mode", name(options_.mode)},
      {"connections", options_.connections},
      {"rate_offered", options_.rate},
      {"seconds", window()},
      {"sent", sent_},
      {"rate", done_ == 0 ? 0 : static_cast<double>(accepted_in_time_) / window()},
      {"completed", classes},
      {"status", statuses},
      {"latency_ms",
       {{"accepted", latencies(accepted_)},
        {"accepted_since_sent", latencies(accepted_since_sent_)},
        {"refused", latencies(refused_)}}},
      {"started_late_ms", latencies(started_late_)},
      {"given_up", given_up_},
      {"broken_connections", broken_},
      {"timed_out", timed_out_},
      {"unanswered", unanswered},
      {"retried", retried_},
      {"cpu_seconds", processor_seconds},
      {"cpu_us_per_request", sent_ == 0 ? 0 : processor_seconds * 1e6 / static_cast<double>(sent_)}};
  if (options_.series) told["per_100_ms"] = series();
  return told;
}

void Tally::write_files() const {
  if (!options_.save_file.empty()) write(options_.save_file, saved_);
  if (!options_.times_file.empty()) write(options_.times_file, times_);
}

}  // namespace lunchrush::bench
