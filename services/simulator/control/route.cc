#include "services/simulator/control/route.h"

#include <boost/json/serialize.hpp>
#include <charconv>

#include "services/web/problem.h"

namespace lunchrush::simulator::control {
namespace {

boost::asio::awaitable<web::Reply> serve(const Work& work, web::Request& request) {
  const auto body = parse_object(request.body);
  if (!body) co_return web::problem(body.error(), request);
  Members members(*body);
  const Answer answer = work(request, members);
  if (!answer) co_return web::problem(answer.error(), request);
  co_return to_reply(*answer);
}

}  // namespace

void add_route(web::Router& router, web::http::verb method, std::string pattern, std::string name,
               Work work) {
  web::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = "Simulator control: " + name;
  route.name = std::move(name);
  route.handler = [work = std::move(work)](web::Request& request) { return serve(work, request); };
  router.add(std::move(route));
}

web::Reply to_reply(const boost::json::object& object) {
  web::Reply reply;
  reply.body = boost::json::serialize(object) + "\n";
  return reply;
}

std::optional<std::uint64_t> number_in_query(const web::Request& request, std::string_view name,
                                             std::uint64_t fallback) {
  const auto text = request.query_value(name);
  if (!text) return fallback;
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (fault != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return value;
}

domain::Error bad_request(std::string detail) {
  return {domain::ErrorCode::invalid_request, std::move(detail)};
}
domain::Error not_found(std::string detail) { return {domain::ErrorCode::not_found, std::move(detail)}; }

}  // namespace lunchrush::simulator::control
