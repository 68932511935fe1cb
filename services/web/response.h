// A reply as bytes on the wire.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "services/web/reply.h"

namespace lunchrush::web {

// The Date header's text, made once a second.
class HttpDate {
 public:
  std::string_view now();

 private:
  std::time_t made_for_ = -1;
  std::string text_;
};

enum class Persistence {
  assumed,     // HTTP/1.1 goes on without a word
  keep_alive,  // HTTP/1.0 wants to be told
  close,
};

struct ResponseHead {
  std::string_view date;
  std::string_view request_id;
  Persistence persistence = Persistence::assumed;
  bool without_body = false;  // the answer to HEAD: its length, not its bytes
  bool encrypted = false;     // only then may browsers be told to insist on it
};

// Status line, headers and body behind each other, for one write. A stream has no length: its end is the
// connection's. A header that would break the framing (a control character, a length, a connection token) is
// left out and logged.
void append_response(std::string& out, const Reply& reply, const ResponseHead& head);

}  // namespace lunchrush::web
