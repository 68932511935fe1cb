#include "bench/load/plan.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace lunchrush::bench {
namespace {

constexpr Nanoseconds sleep_least = 100'000;  // arrivals closer than this leave together
constexpr Nanoseconds sleep_most = 10 * per_millisecond;
constexpr Nanoseconds check_every = 50 * per_millisecond;

// What a problem of ours says in its body; nothing in other answers.
std::optional<Nanoseconds> told_rest(std::string_view body) {
  constexpr std::string_view member = "\"retry_after_ms\":";
  const auto at = body.find(member);
  if (at == std::string_view::npos) return std::nullopt;
  const auto digits = body.substr(at + member.size());
  Nanoseconds milliseconds = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), milliseconds);
  if (read.ec != std::errc()) return std::nullopt;
  return milliseconds * per_millisecond;
}

bool worth_a_retry(unsigned status) { return status == 0 || status == 503 || status == 429; }

}  // namespace

Plan::Plan(const Options& options, Source& source, Tally& tally)
    : options_(options),
      source_(source),
      tally_(&tally),
      lines_(options, [this](const Job& job, const Response* response) { done(job, response); }),
      limit_(std::min(source.count(), options.requests == 0 ? UINT64_MAX : options.requests)) {}

std::uint64_t Plan::run(double seconds) {
  begin_ = clock_now();
  end_ = begin_ + static_cast<Nanoseconds>(seconds * static_cast<double>(per_second));
  first_job_ = begun_;
  tally_->begin(begin_);
  const auto give_up =
      end_ + static_cast<Nanoseconds>(options_.drain_seconds * static_cast<double>(per_second));
  for (auto now = begin_; now < give_up; now = clock_now()) {
    release_arrivals(now);
    release_retries(now);
    if (now >= next_check_) drop_overdue(now);
    dispatch(now);
    const bool all_arrived = now >= end_ || begun_ - first_job_ >= limit_;
    if (all_arrived && waiting_.empty() && resting_.empty() && lines_.busy() == 0) break;
    lines_.wait(until_next(now));
  }
  return waiting_.size() + resting_.size() + lines_.busy();
}

Nanoseconds Plan::arrival(std::uint64_t nth) const {
  return begin_ + static_cast<Nanoseconds>(static_cast<double>(nth) * per_second / options_.rate);
}

void Plan::release_arrivals(Nanoseconds now) {
  if (options_.rate == 0) return;
  for (auto at = arrival(begun_ - first_job_); at <= now && at < end_ && begun_ - first_job_ < limit_;
       at = arrival(begun_ - first_job_))
    waiting_.push_back({.number = begun_++, .intended = at});
}

void Plan::release_retries(Nanoseconds now) {
  for (; !resting_.empty() && resting_.top().until <= now; resting_.pop())
    waiting_.push_back(resting_.top().job);
}

void Plan::drop_overdue(Nanoseconds now) {
  next_check_ = now + check_every;
  for (auto closed = lines_.close_overdue(now); closed > 0; --closed) tally_->timed_out();
  const auto allowed = static_cast<Nanoseconds>(options_.deadline_ms) * per_millisecond;
  for (; !waiting_.empty() && now - waiting_.front().intended >= allowed; waiting_.pop_front())
    tally_->given_up(waiting_.front(), now);
}

bool Plan::may_start_another(Nanoseconds now) const {
  return options_.rate == 0 && now < end_ && begun_ - first_job_ < limit_;
}

void Plan::dispatch(Nanoseconds now) {
  while (lines_.any_idle()) {
    Job job;
    if (!waiting_.empty()) {
      job = waiting_.front();
      waiting_.pop_front();
    } else if (may_start_another(now)) {
      job = {.number = begun_++, .intended = now = clock_now()};
    } else {
      return;
    }
    ++job.attempts;
    job.sent = clock_now();
    if (job.attempts == 1) tally_->started(now - job.intended);
    lines_.send(job, source_.request(job.number));
  }
}

Nanoseconds Plan::until_next(Nanoseconds now) const {
  auto next = now + sleep_most;
  if (options_.rate != 0 && begun_ - first_job_ < limit_) next = std::min(next, arrival(begun_ - first_job_));
  if (!resting_.empty()) next = std::min(next, resting_.top().until);
  return std::clamp(next - now, sleep_least, sleep_most);
}

void Plan::done(const Job& job, const Response* response) {
  const auto now = clock_now();
  if (response == nullptr) {
    tally_->broken(now);
    return again_or_never(job, 0, rest_after(nullptr));
  }
  if (worth_a_retry(response->status) && job.attempts <= options_.retries) {
    tally_->answered_for_now(response->status, now);
    return again_or_never(job, response->status, rest_after(response));
  }
  if (!options_.save_file.empty() && response->status < 300) save(*response);
  tally_->answered(job, response->status, now);
}

Nanoseconds Plan::rest_after(const Response* response) const {
  const auto usual = static_cast<Nanoseconds>(options_.retry_ms) * per_millisecond;
  return response != nullptr && options_.obey ? told_rest(response->body).value_or(usual) : usual;
}

void Plan::again_or_never(const Job& job, unsigned status, Nanoseconds rest) {
  const auto now = clock_now();
  const bool overdue = now - job.intended >= static_cast<Nanoseconds>(options_.deadline_ms) * per_millisecond;
  if (!worth_a_retry(status) || job.attempts > options_.retries || overdue) return tally_->given_up(job, now);
  tally_->retried();
  resting_.push({now + rest, job});
}

void Plan::save(const Response& response) {
  const auto place = response.body.find(options_.save_after);
  if (place == std::string_view::npos) return;
  const auto value = response.body.substr(place + options_.save_after.size());
  tally_->save(value.substr(0, value.find('"')));
}

}  // namespace lunchrush::bench
