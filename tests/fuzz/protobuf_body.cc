// A protobuf body. The first letter says which message; the rest is the body. What is accepted can be written
// as JSON, and that JSON is accepted as the same message.
#include "tests/fuzz/messages.h"
#include "tests/fuzz/require.h"

#include "services/web/codec.h"

using namespace lunchrush;
using namespace lunchrush::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto message = new_message(static_cast<char>(data[0]));
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto outcome = web::from_protobuf(bytes, *message);
  if (!outcome) {
    const auto& error = outcome.error();
    require(error.code == domain::ErrorCode::malformed_body || !error.fields.empty(),
            "a refusal without a place");
    require(error.fields.size() <= web::errors_max, "more places than errors_max");
    return 0;
  }
  const auto text = web::to_json(*message);
  const std::unique_ptr<google::protobuf::Message> again(message->New());
  require(web::from_json(text, *again).has_value(), "accepted as protobuf, refused as JSON");
  // Times lose what is finer than a millisecond, and only answers have times.
  if (message->GetDescriptor() == v1::OrderView::descriptor()) return 0;
  require(web::canonical_bytes(*again) == web::canonical_bytes(*message), "JSON means something else");
  return 0;
}
