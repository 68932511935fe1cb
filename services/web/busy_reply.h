// The answer to a request that is refused early: problem `overloaded`, rendered once for each language. Per
// request only its id and the jittered wait are put in.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::web {

class BusyReply {
 public:
  BusyReply();
  // `request_id` is made of [A-Za-z0-9._-]. Valid until the next call.
  const Reply& make(Language language, std::string_view request_id);

 private:
  struct Template {
    explicit Template(Language language);
    Reply reply;
    std::string before_id, after_id, after_wait;
  };
  std::array<Template, 2> templates_;  // by Language
};

}  // namespace lunchrush::web
