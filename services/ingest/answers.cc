#include "services/ingest/answers.h"

#include <charconv>

#include "services/postgres/server_clock.h"

namespace lunchrush::ingest {

using domain::Error;
using domain::ErrorCode;

namespace {

domain::Result<StorePointer> if_own(StorePointer entry, const Principal& caller) {
  if (!caller.covers(entry->store)) return Error{ErrorCode::not_found, "no such store"};
  return entry;
}

}  // namespace

asio::awaitable<domain::Result<StorePointer>> own_store(Directory& directory, domain::StoreId store,
                                                        const Principal& caller, Deadline deadline) {
  auto entry = co_await directory.find(store, deadline);
  if (!entry) co_return entry;
  co_return if_own(std::move(*entry), caller);
}

std::optional<domain::Result<StorePointer>> own_store_at_once(const Directory& directory,
                                                              domain::StoreId store,
                                                              const Principal& caller) {
  auto entry = directory.fresh(store);
  if (!entry) return std::nullopt;
  return if_own(std::move(entry), caller);
}

asio::awaitable<domain::Result<StorePointer>> store_of(const passes::TableCode& code, Directory& directory,
                                                       Deadline deadline) {
  auto entry = co_await directory.find(code.at.store, deadline);
  if (!entry || code.generation <= (*entry)->store.table_code_generation) co_return entry;
  entry = co_await directory.reload(code.at.store, deadline);  // a new generation that was not heard of yet
  co_return entry;
}

domain::Result<domain::StoreId> store_parameter(const web::Request& request) {
  const auto text = request.parameter("id").value_or("");
  std::uint32_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value == 0)
    return Error{ErrorCode::not_found, "no such store"};
  return domain::StoreId{value};
}

domain::Instant now() { return postgres::ServerClock::now(); }

}  // namespace lunchrush::ingest
