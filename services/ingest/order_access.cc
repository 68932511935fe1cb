#include "services/ingest/order_access.h"

#include <charconv>

#include "services/ingest/answers.h"

namespace lunchrush::ingest {

asio::awaitable<domain::Result<domain::OrderId>> own_order(const web::Request& request,
                                                           const Principal& caller, Ingest& ingest) {
  auto id = id_parameter<domain::OrderId>(request);
  if (!id) co_return id;
  auto store = co_await own_store(ingest.directory, id->store(), caller, request.deadline);
  if (!store && store.error().code == domain::ErrorCode::not_found)
    co_return domain::Error{domain::ErrorCode::not_found, "no such order"};
  if (!store) co_return store.error();
  co_return id;
}

bool may_see(const Principal& caller, std::string_view owner) {
  return caller.kind != PrincipalKind::guest || owner == caller.name;
}

bool may_see(const Principal& caller, const domain::Order& order) { return may_see(caller, order.owner); }

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || text.empty() || value < 0)
    return std::nullopt;
  return value;
}

std::string filter_text(const web::Request& request, const Principal& caller) {
  std::string text = std::string(request.path) + "|" + caller.name;
  for (const auto& [name, value] : request.query)
    if (name != "page_token" && name != "page_size") text += "|" + name + "=" + value;
  return text;
}

}  // namespace lunchrush::ingest
