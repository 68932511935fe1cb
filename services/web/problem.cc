#include "services/web/problem.h"

#include <array>
#include <cstdlib>

#include "services/crypto/digest.h"
#include "services/web/codec.h"
#include "services/web/problem_table.h"

namespace lunchrush::web {
namespace {

using domain::ErrorCode;

constexpr auto codes_count = static_cast<std::size_t>(ErrorCode::outcome_unknown) + 1;  // the last one

// Words about our insides are for the log alone.
bool hides_detail(ErrorCode code) { return problem_kind(code).status >= 500; }

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\"").append(name).append("\":");
  append_json_string(out, text);
}

void append_fields(std::string& out, const std::vector<domain::FieldError>& fields) {
  out.append(",\"errors\":[");
  for (const auto& field : fields) {
    if (out.back() != '[') out.push_back(',');
    out.append("{\"pointer\":");
    append_json_string(out, field.pointer);
    append_member(out, "code", field.code);
    append_member(out, "detail", field.detail);
    out.push_back('}');
  }
  out.push_back(']');
}

// Up to half as much again in the body, so that those refused together do not come back together.
void append_retry_after(Reply& reply, std::chrono::milliseconds wait) {
  const auto milliseconds = static_cast<std::uint64_t>(wait.count());
  const auto jittered = milliseconds + crypto::random_u64() % (milliseconds / 2 + 1);
  reply.body.append(",\"retry_after_ms\":").append(std::to_string(jittered));
  reply.with("Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

// Of those a body's reader keeps. Its other rules are the fields' own, and OpenAPI tells them.
std::optional<Limit> limit_of(const std::vector<domain::FieldError>& fields) {
  for (const auto& field : fields) {
    if (field.code == "too_deep") return Limit::json_depth;
    if (field.code == "too_many") return Limit::list_items;
  }
  return fields.size() >= errors_max ? std::optional(Limit::faults) : std::nullopt;
}

struct Asker {
  Language language;
  std::string_view request_id;
};

Reply make_problem(const domain::Error& error, const Asker& asker, std::chrono::milliseconds retry_after) {
  const auto& kind = problem_kind(error.code);
  Reply reply;
  reply.status = kind.status;
  reply.content_type = "application/problem+json";
  reply.reason = error.detail;
  reply.limit = limit_of(error.fields);
  auto& out = reply.body;
  out.append("{\"type\":\"/problems/").append(kind.code).append("\"");
  append_member(out, "title", kind.title_en);
  out.append(",\"status\":").append(std::to_string(kind.status));
  append_member(out, "code", kind.code);
  if (!error.detail.empty() && !hides_detail(error.code)) append_member(out, "detail", error.detail);
  append_member(out, "message", asker.language == Language::zh ? kind.title_zh : kind.title_en);
  out.append(kind.retryable ? ",\"retryable\":true" : ",\"retryable\":false");
  append_member(out, "request_id", asker.request_id);
  if (retry_after.count() > 0) append_retry_after(reply, retry_after);
  if (!error.fields.empty()) append_fields(out, error.fields);
  if (!error.extension.empty()) out.append(",").append(error.extension);
  out.push_back('}');
  return reply;
}

}  // namespace

const ProblemKind& problem_kind(ErrorCode code) {
  static const auto kinds = [] {
    std::array<ProblemKind, codes_count> made;
    for (std::size_t at = 0; at != codes_count; ++at) made[at] = kind_of(static_cast<ErrorCode>(at));
    return made;
  }();
  return kinds[static_cast<std::size_t>(code)];
}

Reply problem(const domain::Error& error, const Request& request) {
  return problem(error, request.language, request.request_id);
}

Reply problem(const domain::Error& error, Language language, std::string_view request_id) {
  const std::chrono::seconds wait(problem_kind(error.code).retry_after_seconds);
  return make_problem(error, {language, request_id}, wait);
}

Reply problem(const domain::Error& error, const Request& request, std::chrono::milliseconds retry_after) {
  return make_problem(error, {request.language, request.request_id}, retry_after);
}

std::vector<ErrorCode> problem_codes() {
  std::vector<ErrorCode> codes;
  for (std::size_t at = 0; at != codes_count; ++at) codes.push_back(static_cast<ErrorCode>(at));
  return codes;
}

}  // namespace lunchrush::web
