#include "services/redis/pipeline.h"

#include <cassert>

namespace lunchrush::redis {
namespace {

Outcome outcome_of(Command command, const Reply& reply) {
  if (reply.kind == Reply::Kind::refused) return Outcome::refused;
  switch (command) {
    case Command::get:
      if (reply.kind == Reply::Kind::text) return Outcome::hit;
      return reply.kind == Reply::Kind::nothing ? Outcome::miss : Outcome::refused;
    case Command::set: return reply.kind == Reply::Kind::text ? Outcome::done : Outcome::refused;
    case Command::publish: return reply.kind == Reply::Kind::number ? Outcome::done : Outcome::refused;
  }
  std::abort();  // -Werror=switch keeps this unreachable
}

}  // namespace

void Pipeline::add(Command command, std::size_t bytes, Time asked, std::unique_ptr<Waiter> waiter) {
  bytes_ += bytes;
  added_bytes_ += bytes;
  under_way_.push_back({command, bytes, added_bytes_, asked, {}, std::move(waiter)});
}

void Pipeline::left(std::size_t bytes, Time now) {
  if (left_ != 0 && under_way_[left_ - 1].end > left_bytes_) --left_;  // its rest leaves now
  left_bytes_ += bytes;
  for (; left_ != under_way_.size(); ++left_) {
    auto& next = under_way_[left_];
    if (next.end - next.bytes >= left_bytes_) return;
    next.left = now;
  }
}

bool Pipeline::settle(const Reply& reply, Time now) {
  if (left_ == 0) return false;  // a reply nobody asked for
  auto oldest = take_oldest();
  const auto outcome = outcome_of(oldest.command, reply);
  metrics_.count(oldest.command, outcome);
  delay_ = now - oldest.asked;
  metrics_.command_seconds.Observe(std::chrono::duration<double>(delay_).count());
  if (reply.kind == Reply::Kind::refused) metrics_.count_refusal(reply.text);
  std::optional<std::string> value;
  if (outcome == Outcome::hit) value.emplace(reply.text);
  if (oldest.waiter) oldest.waiter->answer(std::move(value));
  return outcome != Outcome::refused;
}

void Pipeline::abandon(Outcome oldest) {
  for (auto outcome = oldest; !empty(); outcome = Outcome::lost) {
    const auto ended = take_oldest();
    metrics_.count(ended.command, outcome);
    if (ended.waiter) ended.waiter->answer(std::nullopt);
  }
  added_bytes_ = left_bytes_ = 0;
  delay_ = {};
}

Pipeline::UnderWay Pipeline::take_oldest() {
  assert(!empty());
  auto oldest = std::move(under_way_.front());
  under_way_.pop_front();
  bytes_ -= oldest.bytes;
  if (left_ != 0) --left_;
  return oldest;
}

}  // namespace lunchrush::redis
