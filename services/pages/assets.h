// The embedded files as answers: each with its type, its tags and how long it may be kept.
#pragma once

#include <string>
#include <string_view>

#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::pages {

struct Representation {
  std::string_view bytes;  // empty: there is none of this kind
  std::string etag;        // strong: a digest of these very bytes
};

struct Asset {
  std::string_view content_type;
  std::string_view cache_control;
  Representation plain;
  Representation gzip;
};

const Asset* find_asset(std::string_view name);  // null: dist/ has no such file

// "…", quotes included: the strong tag of these very bytes.
std::string content_etag(std::string_view bytes);
// The Content-Security-Policy of a page that has this style inside it; scripts stay outside.
std::string policy_with_style(std::string_view style);

// 200 with the bytes, compressed for who accepts it, or 304.
web::Reply answer(const Asset& asset, const web::Request& request);

}  // namespace lunchrush::pages
