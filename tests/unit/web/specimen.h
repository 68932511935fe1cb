// A message type with every kind of field, made at run time: the contract's own messages do not have them
// all.
#pragma once

#include <google/protobuf/message.h>

#include <memory>

namespace lunchrush::web {

std::unique_ptr<google::protobuf::Message> new_specimen();

}  // namespace lunchrush::web
