#include "services/web/sse.h"

#include <algorithm>
#include <charconv>

namespace lunchrush::web {
namespace {

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name);
  for (const char character : value)
    if (static_cast<unsigned char>(character) >= 0x20) out.push_back(character);
  out.push_back('\n');
}

// Every way a line can end in an event stream: CRLF, LF, CR.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find_first_of("\r\n"), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(end);
  if (text.starts_with("\r\n")) text.remove_prefix(1);
  return line;
}

}  // namespace

void append_event(std::string& out, const Event& event) {
  if (!event.id.empty()) append_line(out, "id: ", event.id);
  if (!event.type.empty()) append_line(out, "event: ", event.type);
  auto rest = event.data;
  append_line(out, "data: ", take_line(rest));
  while (!rest.empty()) {
    rest.remove_prefix(1);
    append_line(out, "data: ", take_line(rest));
  }
  out.push_back('\n');
}

void append_retry(std::string& out, std::chrono::milliseconds after) {
  out.append("retry: ").append(std::to_string(after.count())).append("\n\n");
}

domain::Result<std::optional<std::int64_t>> resume_after(const Request& request) {
  auto given = request.header("Last-Event-ID");
  const std::string name = given ? "Last-Event-ID" : "after";
  if (!given) given = request.query_value("after");
  if (!given) return std::optional<std::int64_t>();
  std::int64_t sequence = -1;
  const auto [end, ec] = std::from_chars(given->data(), given->data() + given->size(), sequence);
  if (ec == std::errc() && end == given->data() + given->size() && sequence >= 0)
    return std::optional(sequence);
  const std::string detail = "must be the id of an event of this stream";
  return domain::Error{domain::ErrorCode::invalid_request, detail, {{name, "invalid_parameter", detail}}};
}

}  // namespace lunchrush::web
