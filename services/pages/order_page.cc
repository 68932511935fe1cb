#include "services/pages/order_page.h"

#include <array>
#include <stdexcept>
#include <string>

#include "services/crypto/digest.h"
#include "services/pages/assets.h"
#include "services/pages/html_text.h"
#include "services/pages/sight_words.h"
#include "services/web/accepted_encoding.h"
#include "services/web/codec.h"
#include "services/web/etag.h"

namespace lunchrush::pages {
namespace {

using web::Language;

const Asset& bare_page() {
  const auto* asset = find_asset("order.html");
  if (!asset) throw std::logic_error("dist/ has no order.html");
  return *asset;
}

// In front of `mark` and behind it; src/order/page.html has each mark once (a test looks).
std::pair<std::string_view, std::string_view> split(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) throw std::logic_error("order.html has no " + std::string(mark));
  return {text.substr(0, at), text.substr(at + mark.size())};
}

struct Piece {
  explicit Piece(std::string all) : text(std::move(all)), part(web::compressed(text)) {}
  std::string text;
  web::GzipPart part;
};

// What order.html has before and behind the first sight, and the policy that lets its style in.
struct Frame {
  explicit Frame(Language language);
  std::string policy;
  std::string digest;  // of all that is in it
  Piece head;
  Piece end;

 private:
  struct Made {
    std::string head, end, style;
  };
  explicit Frame(Made made);
  static Made make(Language language);
};

Frame::Made Frame::make(Language language) {
  const auto [head, end] = split(bare_page().plain.bytes, "<div id=\"page\"></div>");
  const auto [before_title, from_title] = split(head, "<title>");
  const auto [title, behind_title] = split(from_title, "</title>");
  const auto [before_style, from_style] = split(behind_title, "<link rel=\"stylesheet\" href=\"/pages/");
  const auto [style_name, behind_style] = split(from_style, "\">");
  const auto* style = find_asset(style_name);
  if (!style) throw std::logic_error("dist/ has no " + std::string(style_name));
  const auto [doctype, behind_language] = split(before_title, "<html lang=\"zh-CN\">");
  std::string made(doctype);
  made.append(language == Language::en ? "<html lang=\"en\">" : "<html lang=\"zh-CN\">");
  made.append(behind_language).append("<title>").append(sight_words(language).title).append("</title>");
  made.append(before_style).append("<style>").append(style->plain.bytes).append("</style>");
  made.append(behind_style);
  return {std::move(made), std::string("}</script>").append(end), std::string(style->plain.bytes)};
}

Frame::Frame(Language language) : Frame(make(language)) {}

Frame::Frame(Made made)
    : policy(policy_with_style(made.style)),
      digest(crypto::sha256(made.head + made.end)),
      head(std::move(made.head)),
      end(std::move(made.end)) {}

const Frame& frame_of(Language language) {
  static const std::array<Frame, 2> frames{Frame(Language::zh), Frame(Language::en)};
  return frames[language == Language::en ? 1 : 0];
}

// As src/order/app.js makes it, up to the menu.
std::string opening(Language language, const ScannedTable& scanned) {
  const bool english = language == Language::en;
  const auto name = english && !scanned.store_name_en.empty() ? scanned.store_name_en : scanned.store_name_zh;
  std::string html = "<div id=\"page\"><div class=\"app\"><header class=\"head\"><h1>";
  append_html(html, name);
  html += "</h1><p class=\"table\">";
  append_html(html, filled(sight_words(language).table, scanned.table));
  html += "</p><button type=\"button\" class=\"language\" ";
  html += english ? "lang=\"zh\">中文" : "lang=\"en\">English";
  return html + "</button></header><div class=\"news-list\" role=\"status\" aria-live=\"polite\"></div>";
}

// Everything of the data but the menu, which is its last member.
std::string data_opening(Language language, const ScannedTable& scanned) {
  std::string json = "{\"language\":";
  json += language == Language::en ? "\"en\"" : "\"zh\"";
  json += ",\"store_id\":" + std::to_string(scanned.store_id) + ",\"store_name\":{\"zh\":";
  web::append_json_string(json, scanned.store_name_zh);
  json += ",\"en\":";
  web::append_json_string(json, scanned.store_name_en);
  json += "},\"table\":";
  web::append_json_string(json, scanned.table);
  json += ",\"etag\":";
  web::append_json_string(json, scanned.menu_etag);
  return "</div></div><script type=\"application/json\" id=\"first-sight\">" +
         json_for_html(json + ",\"menu\":");
}

}  // namespace

web::Reply order_page(const web::Request& request, const ScannedTable& scanned, const MenuSight& menu) {
  const auto& frame = frame_of(request.language);
  const auto before = opening(request.language, scanned);
  const auto behind = data_opening(request.language, scanned);
  // The menu's version is in `behind`; its parts' checksums tell one release's form of it from another's.
  const auto plain_etag = content_etag(frame.digest + before + behind + std::to_string(menu.part.checksum) +
                                       '-' + std::to_string(scanned.menu_part.checksum));
  const bool compressed = web::accepts_gzip(request);
  const auto etag = compressed ? web::encoded_etag(plain_etag, "gzip") : plain_etag;
  web::Reply reply;
  reply.with("ETag", etag)
      .with("Vary", "Accept-Encoding, Accept-Language")
      .with("Cache-Control", "no-cache")
      .with("Content-Security-Policy", frame.policy);
  if (web::none_match_fails(request, etag)) {
    reply.status = 304;
    return reply;
  }
  reply.content_type = "text/html; charset=utf-8";
  if (compressed) {
    reply.with("Content-Encoding", "gzip");
    const auto before_part = web::stored(before), behind_part = web::stored(behind);
    reply.body = web::gzip(
        {&frame.head.part, &before_part, &menu.part, &behind_part, &scanned.menu_part, &frame.end.part});
    return reply;
  }
  reply.body.append(frame.head.text).append(before).append(menu.html).append(behind);
  reply.body.append(scanned.menu_json).append(frame.end.text);
  return reply;
}

web::Reply order_page(const web::Request& request) { return answer(bare_page(), request); }

}  // namespace lunchrush::pages
