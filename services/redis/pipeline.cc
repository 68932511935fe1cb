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

void Pipeline::add(Command command, std::size_t bytes, Time sent, std::unique_ptr<Waiter> waiter) {
  bytes_ += bytes;
  under_way_.push_back({command, bytes, sent, std::move(waiter)});
}

bool Pipeline::settle(const Reply& reply, Time now) {
  if (empty()) return false;  // a reply nobody asked for
  auto oldest = take_oldest();
  const auto outcome = outcome_of(oldest.command, reply);
  metrics_.count(oldest.command, outcome);
  metrics_.command_seconds.Observe(std::chrono::duration<double>(now - oldest.sent).count());
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
}

Pipeline::UnderWay Pipeline::take_oldest() {
  assert(!empty());
  auto oldest = std::move(under_way_.front());
  under_way_.pop_front();
  bytes_ -= oldest.bytes;
  return oldest;
}

}  // namespace lunchrush::redis
