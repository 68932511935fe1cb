// A chunked body. Any cut gives the same result; what is accepted, the oracle accepts with the same bytes and
// the same end; and what the oracle accepts within the limits is not refused.
#include "services/web/chunked.h"
#include "tests/fuzz/framing_oracle.h"
#include "tests/fuzz/require.h"

using namespace lunchrush::fuzz;
using lunchrush::web::ChunkedReader;
using State = ChunkedReader::State;

namespace {

constexpr std::size_t body_bytes_max = 300;

struct Outcome {
  State state = State::more;
  std::string body;
  std::size_t taken = 0;
};

// As RequestReader does: what was not taken comes again, in front of what is new.
Outcome read(const std::vector<std::string_view>& pieces) {
  ChunkedReader reader(body_bytes_max);
  Outcome out;
  std::string waiting;
  for (const auto piece : pieces) {
    waiting.append(piece);
    std::size_t taken = 0;
    out.state = reader.read(waiting, taken);
    require(taken <= waiting.size(), "more was taken than there was");
    waiting.erase(0, taken);
    out.taken += taken;
    if (out.state != State::more) break;
  }
  out.body = reader.body();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = read({bytes});
  require(whole.body.size() <= body_bytes_max, "the body outgrew its limit");
  const auto cut = read(pieces_of(bytes));
  require(cut.state == whole.state, "the cut of the bytes changes the verdict");
  if (whole.state == State::done)
    require(cut.body == whole.body && cut.taken == whole.taken, "the cut of the bytes changes the body");

  const auto expected = chunked_body(bytes);
  if (whole.state == State::done) {
    require(expected.has_value(), "accepted what the oracle refuses");
    require(expected->body == whole.body && expected->end == whole.taken,
            "read another body than the oracle");
  }
  const bool far_from_limits = size < lunchrush::web::chunk_line_bytes_max;
  if (expected && far_from_limits) require(whole.state == State::done, "refused what is well-formed");
  return 0;
}
