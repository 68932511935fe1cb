#include "services/web/problem_pages.h"

#include <algorithm>

#include "services/crypto/digest.h"
#include "services/web/problem.h"
#include "services/web/problem_table.h"

namespace lunchrush::web {
namespace {

using domain::ErrorCode;

constexpr std::string_view style =
    "body{font:16px/1.6 system-ui;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#eee;padding:0 .3em}";

// Nothing but this very style, nor inside anybody's frame.
const std::string& policy() {
  static const auto text = "default-src 'none'; style-src 'sha256-" +
                           crypto::to_base64(crypto::sha256(style)) +
                           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return text;
}

// The table's words are ours and hold nothing that HTML would take for markup.
std::string page(std::string_view title, const std::string& content) {
  std::string html =
      "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>";
  html.append(title).append("</title><style>");
  return html.append(style).append("</style>").append(content).append("</html>\n");
}

std::string section(std::string_view language, std::string_view title, std::string_view cause,
                    std::string_view fix) {
  std::string html = "<section lang=\"";
  html.append(language).append("\"><h2>").append(title).append("</h2><p>").append(cause);
  return html.append("</p><p>").append(fix).append("</p></section>");
}

std::string describe(ErrorCode code) {
  const auto& kind = problem_kind(code);
  const auto help = help_of(code);
  std::string html = "<h1><code>";
  html.append(kind.code).append("</code></h1><p>HTTP ").append(std::to_string(kind.status));
  html.append(kind.retryable ? " · retryable · 可重试" : " · not retryable · 不可原样重试").append("</p>");
  html += section("zh", kind.title_zh, help.cause_zh, help.fix_zh);
  html += section("en", kind.title_en, help.cause_en, help.fix_en);
  return page(kind.code, html + "<p><a href=\"/problems\">/problems</a></p>");
}

std::string list() {
  std::string html = "<h1>Problems</h1><ul>";
  for (const auto code : problem_codes()) {
    const auto name = std::string(problem_kind(code).code);
    html += "<li><a href=\"/problems/" + name + "\"><code>" + name + "</code></a> " +
            std::string(problem_kind(code).title_zh) + "</li>";
  }
  return page("Problems", html + "</ul>");
}

Reply html_reply(std::string body) {
  Reply reply{.content_type = "text/html; charset=utf-8", .body = std::move(body)};
  reply.with("Cache-Control", "public, max-age=3600");
  reply.with("Content-Security-Policy", policy());
  return reply;
}

asio::awaitable<Reply> show(Request& request) {
  const auto name = request.parameter("code").value_or("");
  const auto codes = problem_codes();
  const auto found = std::find_if(codes.begin(), codes.end(),
                                  [&](ErrorCode code) { return problem_kind(code).code == name; });
  if (found == codes.end()) co_return problem({ErrorCode::not_found, ""}, request);
  co_return html_reply(describe(*found));
}

asio::awaitable<Reply> show_list(Request&) { co_return html_reply(list()); }

}  // namespace

void add_problem_pages(Router& router) {
  router.add({.method = http::verb::get,
              .pattern = "/problems",
              .name = "problems",
              .summary = "All problem codes",
              .handler = show_list,
              .response_media_type = "text/html"});
  router.add({.method = http::verb::get,
              .pattern = "/problems/{code}",
              .name = "problem",
              .summary = "What a problem code means and what to do",
              .handler = show,
              .response_media_type = "text/html"});
}

}  // namespace lunchrush::web
