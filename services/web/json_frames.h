// Where a reader of JSON is: the objects, lists and maps that are open, from the outermost to the innermost.
#pragma once

#include <google/protobuf/message.h>

#include <array>
#include <cstdint>
#include <string>

#include "services/web/codec.h"
#include "services/web/message_table.h"
#include "services/web/value_setter.h"

namespace lunchrush::web {

// One of them. Its current member, item or entry is where the next value goes.
struct Frame {
  FieldShape within = FieldShape::single;        // single: an object that is a message
  google::protobuf::Message* message = nullptr;  // that holds the members, the list or the map
  const MessageTable* table = nullptr;           // of a message
  const FieldTable* current = nullptr;           // the member, list or map; null: its member was refused
  google::protobuf::Message* entry = nullptr;    // of a map; null: it was refused
  const google::protobuf::Reflection* reflection = nullptr;  // the message's; open() fills it
  std::uint64_t seen = 0;                                    // members so far, by position
  std::size_t position = 0;                                  // where the search for the next member begins
  std::size_t count = 0;                                     // items or entries begun so far

  Place place() const;
  // The open member is a list (a map) whose bracket is still to come.
  bool awaits(FieldShape shape) const { return within == FieldShape::single && current->shape == shape; }
};

class Frames {
 public:
  bool empty() const { return depth_ == 0; }
  Frame& top() { return frames_[depth_ - 1]; }
  // There is room: the parser refuses what is deeper than json_depth_max.
  void open(const Frame& frame);
  const Frame& close() { return frames_[--depth_]; }

  std::string pointer() const { return pointer_to(depth_); }  // of the current value
  std::string pointer_above() const {
    return pointer_to(depth_ - 1);
  }                                                            // of the innermost object, list or map
  std::string pointer_to_member(std::string_view name) const;  // of a member of it

 private:
  std::string pointer_to(std::size_t depth) const;

  std::array<Frame, json_depth_max> frames_;
  std::size_t depth_ = 0;
};

}  // namespace lunchrush::web
