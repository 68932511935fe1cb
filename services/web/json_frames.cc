#include "services/web/json_frames.h"

#include "services/web/pointer.h"

namespace lunchrush::web {
namespace {

void append_step(std::string& pointer, const Frame& frame) {
  if (frame.within == FieldShape::list) return append_pointer_step(pointer, std::to_string(frame.count - 1));
  if (frame.within == FieldShape::single && frame.current)
    return append_pointer_step(pointer, frame.current->name);
  if (frame.within == FieldShape::map && frame.entry)
    append_pointer_step(pointer,
                        frame.entry->GetReflection()->GetString(*frame.entry, frame.current->map_key));
}

}  // namespace

Place Frame::place() const {
  if (within == FieldShape::map)
    return {.message = entry,
            .reflection = entry->GetReflection(),
            .field = current->map_value,
            .known = current};
  return {.message = message,
          .reflection = reflection,
          .field = current->field,
          .known = current,
          .item = within == FieldShape::list};
}

void Frames::open(const Frame& frame) {
  frames_[depth_] = frame;
  frames_[depth_].reflection = frame.message->GetReflection();
  ++depth_;
}

std::string Frames::pointer_to_member(std::string_view name) const {
  auto pointer = pointer_above();
  append_pointer_step(pointer, name);
  return pointer;
}

std::string Frames::pointer_to(std::size_t depth) const {
  std::string pointer;
  for (std::size_t at = 0; at != depth; ++at) append_step(pointer, frames_[at]);
  return pointer;
}

}  // namespace lunchrush::web
