// A connection's bytes. What the guard takes for a request, the oracle takes for the same request: the same
// body, the same first byte of the next one. How the bytes were cut on their way changes nothing.
#include <algorithm>
#include <cstring>

#include "services/web/request_reader.h"
#include "tests/fuzz/framing_oracle.h"
#include "tests/fuzz/require.h"

using namespace lunchrush;
using namespace lunchrush::fuzz;
using web::RequestReader;
using State = RequestReader::State;

namespace {

constexpr std::size_t requests_max = 16;

void feed(RequestReader& reader, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto space = reader.space();
    const auto count = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), count);
    reader.received(count);
    bytes.remove_prefix(count);
  }
}

// What a connection would do with its bytes, as they arrive piece by piece.
struct Conversation {
  std::vector<std::string> requests;  // target, then body
  State last = State::more;
  std::string fault;  // which one is told, once refused

  bool operator==(const Conversation& other) const {
    return requests == other.requests && (last == State::refused) == (other.last == State::refused) &&
           fault == other.fault;
  }
};

class Connection {
 public:
  explicit Connection(const web::ServerLimits& limits) : reader_(limits) {}

  void receive(std::string_view bytes) {
    feed(reader_, bytes);
    while (said_.last != State::refused && said_.requests.size() != requests_max && step()) continue;
  }
  const Conversation& said() const { return said_; }
  bool untouched() const { return reader_.untouched(); }

 private:
  bool step() {
    if (!head_) said_.last = reader_.head();
    if (said_.last == State::ready) head_ = true;
    if (head_) said_.last = reader_.body();
    if (said_.last == State::refused)
      said_.fault = std::to_string(static_cast<int>(reader_.refusal().code)) + reader_.refusal().detail;
    if (said_.last != State::ready) return false;
    said_.requests.push_back(std::string(reader_.header().target()) + '\n' +
                             std::string(reader_.body_bytes()));
    reader_.next();
    head_ = false;
    said_.last = State::more;
    return true;
  }

  RequestReader reader_;
  Conversation said_;
  bool head_ = false;
};

void same_as_the_oracle(std::string_view bytes, const Conversation& heard, const web::ServerLimits& limits) {
  for (const auto& accepted : heard.requests) {
    const auto expected = request(bytes);
    require(expected.has_value(), "the guard takes what the oracle refuses");
    require(accepted.substr(accepted.find('\n') + 1) == expected->body, "the guard reads another body");
    Connection exact(limits);
    exact.receive(bytes.substr(0, expected->end));
    require(exact.said().requests.size() == 1 && exact.untouched(), "the guard ends the request elsewhere");
    bytes.remove_prefix(expected->end);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const web::ServerLimits limits;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Connection whole(limits);
  whole.receive(bytes);
  same_as_the_oracle(bytes, whole.said(), limits);

  Connection cut(limits);
  for (const auto piece : pieces_of(bytes)) cut.receive(piece);
  require(cut.said() == whole.said(), "the cut of the bytes changes what was read");
  return 0;
}
