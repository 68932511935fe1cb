#include "services/web/router.h"

#include <algorithm>
#include <boost/container/static_vector.hpp>
#include <stdexcept>

#include "services/web/url.h"

namespace lunchrush::web {
namespace {

constexpr std::size_t segments_max = 16;  // more than any route has

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// In place: every request is routed, and one that is refused does hardly anything else.
template <class Segment>
using Segments = boost::container::static_vector<Segment, segments_max + 1>;

// "/v1/orders/" → "v1", "orders", "". Segments beyond segments_max are one piece that matches nothing.
Segments<std::string_view> split(std::string_view path) {
  Segments<std::string_view> segments;
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  while (segments.size() != segments_max) {
    const auto end = path.find('/');
    segments.push_back(path.substr(0, end));
    if (end == std::string_view::npos) return segments;
    path.remove_prefix(end + 1);
  }
  segments.push_back(path);
  return segments;
}

std::vector<std::pair<std::string_view, std::string>> named(const Route& route,
                                                            std::vector<std::string>& values) {
  std::vector<std::pair<std::string_view, std::string>> parameters;
  for (const auto segment : split(route.pattern)) {
    if (!is_parameter(segment)) continue;
    parameters.emplace_back(segment.substr(1, segment.size() - 2), std::move(values[parameters.size()]));
  }
  return parameters;
}

const Route* route_for(const std::vector<const Route*>& routes, http::verb method) {
  const auto found =
      std::find_if(routes.begin(), routes.end(), [&](const Route* route) { return route->method == method; });
  if (found != routes.end()) return *found;
  return method == http::verb::head ? route_for(routes, http::verb::get) : nullptr;
}

std::string allowed(const std::vector<const Route*>& routes) {
  std::string allow;
  for (const auto* route : routes) {
    if (!allow.empty()) allow += ", ";
    allow += std::string(http::to_string(route->method));
    if (route->method == http::verb::get) allow += ", HEAD";
  }
  return allow;
}

}  // namespace

void Router::add(Route route) {
  auto* node = &root_;
  for (const auto segment : split(route.pattern)) {
    auto& next = is_parameter(segment) ? node->any : node->fixed[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  const auto same = [&](const Route* other) { return other->method == route.method; };
  if (std::any_of(node->routes.begin(), node->routes.end(), same))
    throw std::logic_error("two routes for " + std::string(http::to_string(route.method)) + " " +
                           route.pattern);
  routes_.push_back(std::move(route));
  node->routes.push_back(&routes_.back());
}

Router::Match Router::find(http::verb method, std::string_view path) const {
  Match match;
  Segments<std::string> segments;
  for (const auto segment : split(path)) {
    auto decoded = percent_decode(segment);
    if (!decoded) return match.bad_encoding = true, match;
    segments.push_back(std::move(*decoded));
  }
  std::vector<std::string> values;
  const auto* node = descend(root_, segments, values);
  if (!node) return match;
  match.route = route_for(node->routes, method);
  if (!match.route) match.allow = allowed(node->routes);
  if (match.route) match.parameters = named(*match.route, values);
  return match;
}

// Tries the fixed segment first and comes back for the parameter, so "/a/{x}/c" is found beside "/a/b".
const Router::Node* Router::descend(const Node& node, std::span<const std::string> segments,
                                    std::vector<std::string>& values) {
  if (segments.empty()) return node.routes.empty() ? nullptr : &node;
  const auto rest = segments.subspan(1);
  if (const auto fixed = node.fixed.find(segments.front()); fixed != node.fixed.end())
    if (const auto* found = descend(*fixed->second, rest, values)) return found;
  if (!node.any || segments.front().empty()) return nullptr;
  values.push_back(segments.front());
  if (const auto* found = descend(*node.any, rest, values)) return found;
  values.pop_back();
  return nullptr;
}

}  // namespace lunchrush::web
