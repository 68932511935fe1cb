#include "services/web/admin.h"

#include <algorithm>
#include <memory>

namespace lunchrush::web {
namespace {

Reply text(unsigned status, std::string body) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(body)};
}

Reply verdict(bool good, std::string_view what, const std::string& details, const Request& request) {
  auto body = std::string(what) + (good ? " ok\n" : " failed\n");
  if (request.query_value("verbose")) body = details + body;
  return text(good ? 200 : 503, std::move(body));
}

Reply readiness(const AdminSources& sources, const Request& request) {
  bool ready = true;
  std::string details;
  for (const auto& check : sources.checks) {
    const bool passes = check.passes();
    ready = ready && (passes || !check.needed_for_ready);
    details += (passes ? "[+]" : "[-]") + check.name + (passes ? " ok" : " failed");
    details += check.needed_for_ready ? "\n" : " (not needed)\n";
  }
  return verdict(ready, "readyz", details, request);
}

Route page(std::string path, std::string name, std::string summary,
           std::function<Reply(const Request&)> answer) {
  Route route;
  route.method = http::verb::get;
  route.pattern = std::move(path);
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.response_media_type = "text/plain";
  route.handler = [answer = std::move(answer)](Request& request) -> asio::awaitable<Reply> {
    co_return answer(request);
  };
  return route;
}

}  // namespace

Router admin_routes(AdminSources given) {
  // Shared by the handlers, which are copied as std::function likes.
  const auto sources = std::make_shared<const AdminSources>(std::move(given));
  Router router;
  router.add(page("/metrics", "metrics", "Prometheus metrics", [sources](const Request&) {
    auto reply = text(200, sources->metrics_text());
    reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return reply;
  }));
  // That this answers at all says that the event loop turns.
  router.add(page("/livez", "livez", "Whether the program is alive", [](const Request& request) {
    return verdict(true, "livez", "[+]event_loop ok\n", request);
  }));
  router.add(page("/readyz", "readyz", "Whether requests should be sent here",
                  [sources](const Request& request) { return readiness(*sources, request); }));
  router.add(page(
      "/startupz", "startupz", "Whether the program has started",
      [sources](const Request& request) { return verdict(sources->started(), "startupz", "", request); }));
  return router;
}

}  // namespace lunchrush::web
