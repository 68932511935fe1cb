// JSON schemas of messages, for components/schemas.
#pragma once

#include <google/protobuf/descriptor.h>

#include <boost/json/object.hpp>
#include <set>
#include <string>

namespace lunchrush::web {

struct ByName {
  bool operator()(const google::protobuf::Descriptor* a, const google::protobuf::Descriptor* b) const {
    return a->full_name() < b->full_name();
  }
};
// In an order that is the same on every run, because the document is compared and cached.
using MessageSet = std::set<const google::protobuf::Descriptor*, ByName>;

class OpenApiSchemas {
 public:
  // First all messages are named, those of answers before any of requests; then references can be made.
  void add_response(const google::protobuf::Descriptor& message);
  void add_request(const google::protobuf::Descriptor& message);

  boost::json::object response_reference(const google::protobuf::Descriptor& message) const;
  boost::json::object request_reference(const google::protobuf::Descriptor& message) const;
  boost::json::object components() const;  // by name, the problem's schema included

 private:
  MessageSet responses_;
  MessageSet requests_;
};

}  // namespace lunchrush::web
