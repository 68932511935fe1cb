// Entity tags and the conditions a request makes with them (RFC 9110, 8.8.3 and 13.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/web/request.h"

namespace lunchrush::web {

// "v7", quotes included: the strong tag of a row's version.
std::string version_etag(std::int64_t version);

// The tag of the same content under a Content-Encoding, which is another representation: "v7-gzip".
std::string encoded_etag(std::string_view etag, std::string_view encoding);

// If-None-Match names this tag (compared weakly): answer 304.
bool none_match_fails(const Request& request, std::string_view etag);

enum class IfMatch { absent, matches, differs };
// If-Match against this tag (compared strongly): `differs` is precondition_failed.
IfMatch if_match(const Request& request, std::string_view etag);

// The request's If-Match, kept: the request itself does not cross threads.
class Precondition {
 public:
  Precondition() = default;  // none, which always holds
  explicit Precondition(const Request& request);
  // False: precondition_failed.
  bool holds(std::string_view etag) const;

 private:
  HeaderFields lines_;
};

}  // namespace lunchrush::web
