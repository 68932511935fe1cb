// The answer to a request that is refused early: problem `overloaded`, rendered once for each language. Per
// request only its id and the wait are put in.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "services/web/reply.h"
#include "services/web/request.h"
#include "services/web/return_time.h"

namespace lunchrush::web {

class BusyReply {
 public:
  BusyReply();
  // `request_id` is made of [A-Za-z0-9._-]. The wait is drawn evenly between ReturnTime::least and
  // `return_within`, so that those refused together do not come back together. Valid until the next call.
  const Reply& make(Language language, std::string_view request_id, ReturnTime::Duration return_within);

 private:
  struct Template {
    explicit Template(Language language);
    Reply reply;
    std::string before_id, after_id, after_wait;
    std::size_t retry_after = 0;  // which of the reply's headers it is
  };
  std::array<Template, 2> templates_;  // by Language
};

}  // namespace lunchrush::web
