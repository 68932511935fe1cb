// What comes from Redis, or from whatever listens where Redis should. Any cut of the bytes gives the same
// replies; memory stays in proportion to what came; every command under way ends exactly once.
#include <optional>

#include "services/redis/pipeline.h"
#include "tests/fuzz/require.h"

using namespace lunchrush;
using namespace lunchrush::redis;
using fuzz::require;

namespace {

struct Heard {
  Reply::Kind kind{};
  std::string text;
  std::int64_t number = 0;
  std::vector<std::string> elements;

  bool operator==(const Heard&) const = default;
};

Heard copy_of(const Reply& reply) {
  Heard out{reply.kind, std::string(reply.text), reply.kind == Reply::Kind::number ? reply.number : 0, {}};
  for (const auto element : reply.elements) out.elements.emplace_back(element);
  return out;
}

struct Dialogue {
  std::vector<Heard> replies;
  bool broken = false;

  bool operator==(const Dialogue&) const = default;
};

Dialogue read(const std::vector<std::string_view>& pieces) {
  ReplyReader reader;
  Dialogue out;
  for (const auto piece : pieces) {
    reader.feed(piece);
    while (const auto reply = reader.next()) out.replies.push_back(copy_of(*reply));
    if (reader.broken()) break;
  }
  out.broken = reader.broken();
  return out;
}

struct Counter : Waiter {
  explicit Counter(int& answers) : answers_(answers) {}
  void answer(std::optional<std::string>) override { ++answers_; }
  int& answers_;
};

void every_command_ends_once(std::string_view bytes) {
  static telemetry::Registry registry;
  static RedisMetrics metrics(registry);
  constexpr int waiting = 3;
  int answers = 0;
  Pipeline pipeline(metrics);
  for (int i = 0; i != waiting; ++i)
    pipeline.add(static_cast<Command>(i), 10, {}, std::make_unique<Counter>(answers));
  pipeline.left(10 * waiting, {});
  ReplyReader reader;
  reader.feed(bytes);
  while (const auto reply = reader.next()) pipeline.settle(*reply, {});
  pipeline.abandon(Outcome::lost);
  require(answers == waiting && pipeline.empty() && pipeline.bytes() == 0,
          "a command ends more or less than once");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = read({bytes});
  require(read(fuzz::pieces_of(bytes)) == whole, "the cut of the bytes changes the replies");
  every_command_ends_once(bytes);
  return 0;
}
