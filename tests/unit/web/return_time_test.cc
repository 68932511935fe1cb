#include "services/web/return_time.h"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

// Guests who come a thousand times a second, are served as they come, and come again when they are told to.
class Queue {
 public:
  void pass(std::chrono::milliseconds time, int speed) {
    for (; time > 0ms; time -= 1ms) step(speed);
  }

  ReturnTime returns;
  int arriving = 1;  // new ones each millisecond
  std::size_t asked = 0;
  std::size_t away = 0;  // told to come again, and not there yet

 private:
  void step(int speed) {
    auto& here = coming_[at_ % coming_.size()];
    auto asking = std::exchange(here, 0) + arriving;
    away -= static_cast<std::size_t>(asking - arriving);
    for (; asking > 0; --asking, ++asked)
      if (speed-- > 0)
        returns.served();
      else
        refuse();
    if (++at_ % 200 == 0) returns.tick(ReturnTime::Instant(1h) + std::chrono::milliseconds(at_));
  }

  void refuse() {
    returns.refused();
    ++away;
    const auto span = static_cast<std::size_t>((returns.most() - ReturnTime::least).count()) + 1;
    const auto wait = static_cast<std::size_t>(ReturnTime::least.count()) + drawn_++ * 7'919 % span;
    ++coming_[(at_ + wait) % coming_.size()];
  }

  std::vector<int> coming_ = std::vector<int>(8'192);  // by the millisecond they come in
  std::size_t at_ = 0;
  std::size_t drawn_ = 0;
};

}  // namespace

TEST_CASE("who is refused while few wait comes again within a second and a half") {
  Queue queue;
  CHECK(queue.returns.most() == ReturnTime::calm);
  queue.pass(5s, 4);
  queue.arriving = 5;
  queue.pass(500ms, 4);
  CHECK(queue.away > 0);
  CHECK(queue.returns.most() == ReturnTime::calm);
}

TEST_CASE(
    "after a stall those who wait leave room for who comes for the first time, and hardly anybody comes in "
    "vain") {
  Queue queue;
  queue.pass(10s, 4);  // four could be served each millisecond: that is not known, one comes
  queue.arriving = 4;
  queue.pass(5s, 4);  // now it is
  queue.arriving = 1;
  queue.pass(10s, 0);
  const auto waiting = queue.away;
  CHECK(waiting == 10'000);
  CHECK(queue.returns.most() >= 6s);  // 10,000 at 1,600 of 4,000 a second, which was a while ago
  CHECK(queue.returns.most() < 8s);
  const auto asked = queue.asked;
  queue.pass(7s, 4);
  CHECK(queue.away < 100);
  CHECK(queue.asked - asked < (waiting + 7'000) * 11 / 10);
  queue.pass(2s, 4);
  CHECK(queue.returns.most() == ReturnTime::calm);
}

TEST_CASE("nobody is told to come later than in eight seconds, however many wait") {
  Queue queue;
  queue.pass(2s, 1);
  queue.arriving = 50;
  queue.pass(10s, 1);
  CHECK(queue.returns.most() == ReturnTime::longest);
}

TEST_CASE("a server that has served nobody yet thinks itself slow, not stopped") {
  ReturnTime returns;
  returns.tick(ReturnTime::Instant(1h));
  returns.refused();
  returns.tick(ReturnTime::Instant(1h) + 200ms);
  CHECK(returns.most() == 2'500ms);  // one, at 0.4 of one a second
}
