#include "services/pages/assets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "services/crypto/digest.h"
#include "services/pages/files.h"
#include "services/web/accepted_encoding.h"
#include "services/web/etag.h"

namespace lunchrush::pages {
namespace {

constexpr std::string_view gzip_suffix = ".gz";

// Nothing from elsewhere, nothing inline, in nobody's frame. A script that gets into a dish's name stays
// text.
constexpr std::string_view policy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> types{
    {{".html", "text/html; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".json", "application/json"},
     {".svg", "image/svg+xml"},
     {".webmanifest", "application/manifest+json"}}};

std::string_view type_of(std::string_view name) {
  const auto found =
      std::ranges::find_if(types, [&](const auto& type) { return name.ends_with(type.first); });
  return found == types.end() ? "application/octet-stream" : found->second;
}

// "kitchen-3F2A9C1D.js": another content has another name, so that this one is good for ever.
bool is_hashed(std::string_view name) {
  constexpr std::size_t hash_digits = 8;
  const auto stem = name.substr(0, name.rfind('.'));
  if (stem.size() <= hash_digits || stem[stem.size() - hash_digits - 1] != '-') return false;
  return std::ranges::all_of(stem.substr(stem.size() - hash_digits), [](char digit) {
    return std::isdigit(static_cast<unsigned char>(digit)) || (digit >= 'A' && digit <= 'Z');
  });
}

Representation representation(std::string_view bytes) { return {bytes, content_etag(bytes)}; }

std::map<std::string_view, Asset> make_assets() {
  std::map<std::string_view, Asset> assets;
  for (const auto& file : files()) {
    const bool compressed = file.name.ends_with(gzip_suffix);
    const auto name = compressed ? file.name.substr(0, file.name.size() - gzip_suffix.size()) : file.name;
    auto& asset = assets[name];
    asset.content_type = type_of(name);
    asset.cache_control = is_hashed(name) ? "public, max-age=31536000, immutable" : "no-cache";
    (compressed ? asset.gzip : asset.plain) = representation(file.bytes);
  }
  return assets;
}

}  // namespace

std::string content_etag(std::string_view bytes) {
  constexpr std::size_t tag_digits = 32;  // 128 bits of SHA-256
  return "\"" + crypto::to_hex(crypto::sha256(bytes)).substr(0, tag_digits) + "\"";
}

std::string policy_with_style(std::string_view style) {
  return std::string(policy) + "; style-src 'self' 'sha256-" + crypto::to_base64(crypto::sha256(style)) + "'";
}

const Asset* find_asset(std::string_view name) {
  static const auto assets = make_assets();
  const auto found = assets.find(name);
  return found == assets.end() ? nullptr : &found->second;
}

web::Reply answer(const Asset& asset, const web::Request& request) {
  const bool compressed = !asset.gzip.bytes.empty() && web::accepts_gzip(request);
  const auto& chosen = compressed ? asset.gzip : asset.plain;
  web::Reply reply;
  reply.with("ETag", chosen.etag)
      .with("Vary", "Accept-Encoding")
      .with("Cache-Control", std::string(asset.cache_control))
      .with("Content-Security-Policy", std::string(policy));
  if (web::none_match_fails(request, chosen.etag)) {
    reply.status = 304;
    return reply;
  }
  reply.content_type = asset.content_type;
  reply.body = chosen.bytes;
  if (compressed) reply.with("Content-Encoding", "gzip");
  return reply;
}

}  // namespace lunchrush::pages
