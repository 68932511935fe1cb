// A JSON body. The first letter says which message; the rest is the body. What is accepted is a fixed point
// of reading and writing, and means the same as its protobuf form; what is refused is blamed on places that
// the body has.
#include "tests/fuzz/json_places.h"
#include "tests/fuzz/messages.h"
#include "tests/fuzz/require.h"

#include "services/telemetry/json_text.h"
#include "services/web/codec.h"

using namespace lunchrush;
using namespace lunchrush::fuzz;

namespace {

void same_again(const google::protobuf::Message& first) {
  const auto text = web::to_json(first);
  const std::unique_ptr<google::protobuf::Message> again(first.New());
  require(web::from_json(text, *again).has_value(), "what was written cannot be read");
  require(web::to_json(*again) == text, "written differently the second time");
  const auto bytes = web::canonical_bytes(first);
  // Times lose what is finer than a millisecond, and only answers have times.
  if (first.GetDescriptor() != v1::OrderView::descriptor())
    require(web::canonical_bytes(*again) == bytes, "the JSON form lost something");
  require(web::from_protobuf(bytes, *again).has_value(), "the protobuf form breaks a rule that JSON did not");
  require(web::to_json(*again) == text, "the protobuf form means something else");
}

void well_blamed(std::string_view text, const domain::Error& error) {
  require(!error.fields.empty() && error.fields.size() <= web::errors_max,
          "between one and errors_max places");
  const auto places = places_of(text);
  for (const auto& fault : error.fields) {
    require(telemetry::is_utf8(fault.pointer) && telemetry::is_utf8(fault.detail),
            "words that are not UTF-8");
    const bool inside = fault.code == "required" || error.code == domain::ErrorCode::malformed_body;
    const auto place = inside && !places.contains(fault.pointer)
                           ? fault.pointer.substr(0, fault.pointer.rfind('/'))
                           : fault.pointer;
    require(places.contains(place), "blamed on a place that the body does not have");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto message = new_message(static_cast<char>(data[0]));
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto outcome = web::from_json(text, *message);
  if (outcome)
    same_again(*message);
  else
    well_blamed(text, outcome.error());
  return 0;
}
