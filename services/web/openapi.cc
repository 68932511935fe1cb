#include "services/web/openapi.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <stdexcept>

#include "services/web/idempotency.h"
#include "services/web/openapi_schemas.h"
#include "services/web/problem.h"

namespace lunchrush::web {
namespace {

namespace json = boost::json;
using domain::ErrorCode;

const ProblemKind& problem_named(std::string_view code) {
  for (const auto each : problem_codes())
    if (problem_kind(each).code == code) return problem_kind(each);
  throw std::logic_error("a route names a problem that does not exist: " + std::string(code));
}

// What any route may answer, by how it is declared.
std::vector<ErrorCode> common_problems(const Route& route) {
  std::vector<ErrorCode> codes{ErrorCode::invalid_request, ErrorCode::internal,    ErrorCode::overloaded,
                               ErrorCode::draining,        ErrorCode::unavailable, ErrorCode::rate_limited};
  const auto add = [&](std::initializer_list<ErrorCode> more) { codes.insert(codes.end(), more); };
  if (!route.who.empty()) add({ErrorCode::unauthenticated, ErrorCode::session_expired, ErrorCode::forbidden});
  if (route.pattern.find('{') != std::string::npos) add({ErrorCode::not_found});
  if (route.method != http::verb::get) add({ErrorCode::outcome_unknown});
  if (route.request)
    add({ErrorCode::malformed_body, ErrorCode::unsupported_media_type, ErrorCode::body_too_large});
  if (route.idempotency_key)
    add({ErrorCode::idempotency_key_missing, ErrorCode::idempotency_key_invalid,
         ErrorCode::idempotency_key_reused, ErrorCode::in_progress});
  return codes;
}

json::object problem_content() {
  return {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}};
}

void add_problems(json::object& responses, const Route& route) {
  std::map<unsigned, std::vector<std::string_view>> by_status;
  const auto add = [&](const ProblemKind& kind) {
    auto& codes = by_status[kind.status];
    if (std::find(codes.begin(), codes.end(), kind.code) == codes.end()) codes.push_back(kind.code);
  };
  for (const auto code : common_problems(route)) add(problem_kind(code));
  for (const auto& code : route.problems) add(problem_named(code));
  for (const auto& [status, codes] : by_status) {
    std::string description;
    json::array listed;
    for (const auto code : codes) {
      (description += description.empty() ? "" : ", ") += code;
      listed.emplace_back(code);
    }
    responses[std::to_string(status)] = {
        {"description", description}, {"x-problem-codes", std::move(listed)}, {"content", problem_content()}};
  }
}

json::object header(std::string_view description) {
  return {{"description", description}, {"schema", {{"type", "string"}}}};
}

json::object success(const Route& route, const OpenApiSchemas& schemas) {
  json::object headers{{"X-Request-Id", header("The request's id, for support")}};
  if (route.idempotency_key)
    headers["Idempotent-Replayed"] = header("true when this is an earlier request's answer");
  if (route.etag) headers["ETag"] = header("The version of what is answered");
  json::object content;
  if (route.response) {
    content["application/json"] = {{"schema", schemas.response_reference(*route.response)}};
    content["application/x-protobuf"] = json::object();
  } else if (route.success_status != 204) {
    content[route.response_media_type] = json::object();
  }
  json::object response{{"description", route.summary.empty() ? "Done" : route.summary},
                        {"headers", std::move(headers)}};
  if (!content.empty()) response["content"] = std::move(content);
  return response;
}

json::object parameter(std::string_view place, std::string_view name, bool required, json::object schema) {
  return {{"in", place}, {"name", name}, {"required", required}, {"schema", std::move(schema)}};
}

void add_path_parameters(json::array& parameters, std::string_view pattern) {
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    const auto name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
    parameters.push_back(parameter("path", name, true, {{"type", "string"}}));
  }
}

json::array parameters_of(const Route& route) {
  json::array parameters;
  add_path_parameters(parameters, route.pattern);
  for (const auto& query : route.query) {
    auto made = parameter("query", query.name, false, {{"type", query.type}});
    made["description"] = query.description;
    parameters.push_back(std::move(made));
  }
  const json::object key{{"type", "string"}, {"minLength", 1}, {"maxLength", idempotency_key_length_max}};
  if (route.idempotency_key) parameters.push_back(parameter("header", "Idempotency-Key", true, key));
  if (route.etag) parameters.push_back(parameter("header", "If-None-Match", false, {{"type", "string"}}));
  if (std::ranges::count(route.problems, "precondition_failed") != 0)
    parameters.push_back(parameter("header", "If-Match", false, {{"type", "string"}}));
  if (route.priority != Priority::exempt)
    parameters.push_back(json::object{{"$ref", "#/components/parameters/RequestTimeout"}});
  return parameters;
}

json::object common_parameters() {
  auto timeout = parameter("header", "X-Request-Timeout-Ms", false, {{"type", "integer"}, {"minimum", 1}});
  timeout["description"] =
      "How long the client waits. A request that cannot begin by then is refused with 503 and nothing is "
      "done; "
      "one that has begun gives up waiting then. The server's own limit (8 s by default) is the longest, and "
      "counts when there is none.";
  return {{"RequestTimeout", std::move(timeout)}};
}

// "device:kitchen" is the scheme "device" and the role "kitchen".
json::array security_of(const Route& route) {
  json::array alternatives;
  for (const auto& who : route.who) {
    const auto colon = who.find(':');
    json::array roles;
    if (colon != std::string::npos) roles.emplace_back(who.substr(colon + 1));
    alternatives.push_back(json::object{{who.substr(0, colon), std::move(roles)}});
  }
  return alternatives;
}

json::object operation(const Route& route, const OpenApiSchemas& schemas) {
  json::object made{
      {"operationId", route.name}, {"summary", route.summary}, {"security", security_of(route)}};
  if (auto parameters = parameters_of(route); !parameters.empty()) made["parameters"] = std::move(parameters);
  if (route.request)
    made["requestBody"] = {{"required", true},
                           {"content",
                            {{"application/json", {{"schema", schemas.request_reference(*route.request)}}},
                             {"application/x-protobuf", json::object()}}}};
  json::object responses{{std::to_string(route.success_status), success(route, schemas)}};
  if (route.etag) responses["304"] = {{"description", "Not modified"}};
  add_problems(responses, route);
  made["responses"] = std::move(responses);
  return made;
}

json::object security_schemes() {
  const auto bearer = [](std::string_view description) {
    return json::object{{"type", "http"}, {"scheme", "bearer"}, {"description", description}};
  };
  return {{"guest", bearer("The token of POST /v1/sessions")},
          {"device", bearer("The API key of a kiosk, POS or kitchen screen")},
          {"staff", bearer("The API key of a merchant's staff")}};
}

std::string lower(boost::beast::string_view method) {
  std::string text(method);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char letter) { return static_cast<char>(letter | 32); });
  return text;
}

}  // namespace

std::string openapi_document(const Router& router, const OpenApiInfo& info) {
  OpenApiSchemas schemas;
  for (const auto& route : router.routes()) {
    if (route.response) schemas.add_response(*route.response);
    if (route.request) schemas.add_request(*route.request);
  }
  json::object paths;
  for (const auto& route : router.routes()) {
    auto& path = paths[route.pattern];
    if (path.is_null()) path = json::object();
    path.as_object()[lower(http::to_string(route.method))] = operation(route, schemas);
  }
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", {{"title", info.title}, {"version", info.version}, {"description", info.description}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"paths", std::move(paths)},
      {"components",
       {{"schemas", schemas.components()},
        {"parameters", common_parameters()},
        {"securitySchemes", security_schemes()}}},
  };
  return json::serialize(document);
}

}  // namespace lunchrush::web
