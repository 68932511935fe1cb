// A store's menu: what it sells, and what is sold out.
#include <algorithm>
#include <unordered_set>

#include "services/ingest/answers.h"
#include "services/ingest/audit.h"
#include "services/ingest/ingest.h"
#include "services/web/accepted_encoding.h"
#include "services/web/body.h"
#include "services/web/etag.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;
using domain::FieldError;

web::Reply with_tag(web::Reply reply, std::string etag) {
  return reply.with("ETag", std::move(etag))
      .with("Cache-Control", "no-cache")
      .with("Vary", "Accept, Accept-Encoding");
}

std::string gzip_etag(const StoreEntry& entry) {
  return web::encoded_etag(web::version_etag(entry.menu.version), "gzip");
}

web::Reply menu_reply(const web::Request& request, const StoreEntry& entry) {
  web::Reply reply;
  if (request.accept == web::MediaType::protobuf)
    reply = web::reply(request, 200, entry.document);
  else
    reply.body = entry.document_json;  // encoded once per version, not once per guest
  return with_tag(std::move(reply), web::version_etag(entry.menu.version));
}

// Compressed once per version as well.
web::Reply compressed_menu_reply(const StoreEntry& entry) {
  web::Reply reply;
  reply.body = web::gzip({&entry.document_part});
  return with_tag(std::move(reply.with("Content-Encoding", "gzip")), gzip_etag(entry));
}

// The tag of this version that the caller has, of whichever representation; empty: none.
std::string known_etag(const web::Request& request, const StoreEntry& entry) {
  for (auto etag : {web::version_etag(entry.menu.version), gzip_etag(entry)})
    if (web::none_match_fails(request, etag)) return etag;
  return {};
}

web::Reply unchanged(std::string etag) {
  web::Reply reply;
  reply.status = 304;
  return with_tag(std::move(reply), std::move(etag));
}

std::string at(std::string_view list, std::size_t index, std::string_view member) {
  return "/" + std::string(list) + "/" + std::to_string(index) + "/" + std::string(member);
}

}  // namespace

asio::awaitable<web::Reply> get_menu(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  if ((*entry)->menu.version == 0)
    co_return web::problem({ErrorCode::not_found, "this store has no menu yet"}, request);
  if (auto etag = known_etag(request, **entry); !etag.empty()) co_return unchanged(std::move(etag));
  if (request.accept == web::MediaType::json && web::accepts_gzip(request))
    co_return compressed_menu_reply(**entry);
  co_return menu_reply(request, **entry);
}

namespace {

// Whoever read the menu compressed has seen it as well.
web::IfMatch if_match(const web::Request& request, const StoreEntry& entry) {
  const auto plain = web::if_match(request, web::version_etag(entry.menu.version));
  return plain == web::IfMatch::differs ? web::if_match(request, gzip_etag(entry)) : plain;
}

// The store as it is now, not as it was a second ago: what is decided here is decided on its version.
asio::awaitable<domain::Result<StorePointer>> own_store_now(const web::Request& request,
                                                            const Principal& caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return store.error();
  auto known = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!known) co_return known;
  auto entry = co_await ingest.directory.reload(*store, request.deadline);
  co_return entry;
}

// `expected_version` stays empty without an If-Match.
domain::Result<postgres::MenuChange> change_of(const web::Request& request, const Principal& caller,
                                               const StoreEntry& entry) {
  postgres::MenuChange change{entry.store.id, caller.name, std::nullopt, actor_of(request, caller)};
  switch (if_match(request, entry)) {
    case web::IfMatch::absent: return change;
    case web::IfMatch::differs:
      return Error{ErrorCode::precondition_failed,
                   "the menu has version " + std::to_string(entry.menu.version)};
    case web::IfMatch::matches: change.expected_version = entry.menu.version; return change;
  }
  std::abort();
}

// What every screen shows from now on.
asio::awaitable<web::Reply> answer_new_menu(const web::Request& request, domain::StoreId store,
                                            Ingest& ingest) {
  ingest.wakes.wake(store, redis::WakeTopic::menu);
  ingest.wakes.wake(store, redis::WakeTopic::events);
  auto entry = co_await ingest.directory.reload(store, request.deadline);
  if (!entry) {
    ingest.directory.forget(store);
    co_return web::problem({ErrorCode::outcome_unknown, "the menu was changed and could not be read again"},
                           request);
  }
  co_return menu_reply(request, **entry);
}

void check_categories(const v1::PutMenuRequest& wanted, std::vector<FieldError>& faults) {
  std::unordered_set<std::string_view> codes;
  for (int i = 0; i != wanted.categories_size(); ++i)
    if (!codes.insert(wanted.categories(i).code()).second)
      faults.push_back({at("categories", static_cast<std::size_t>(i), "code"), "duplicate",
                        "a category's code is used once per menu"});
  for (int i = 0; i != wanted.dishes_size(); ++i)
    if (!codes.contains(wanted.dishes(i).category()))
      faults.push_back({at("dishes", static_cast<std::size_t>(i), "category"), "unknown_category",
                        "a dish is in a category of the same menu"});
}

domain::Result<void> check(const v1::PutMenuRequest& wanted) {
  std::vector<FieldError> faults;
  check_categories(wanted, faults);
  if (!faults.empty())
    return Error{ErrorCode::invalid_request, "the menu contradicts itself", std::move(faults)};
  const auto menu = to_domain(wanted);
  if (!menu) return menu.error();
  return {};
}

// In an answer a set is sold out with any of its parts. Who sends that answer back has not said it of the set
// itself, which is to come back with its part.
void drop_derived_sold_out(v1::PutMenuRequest& wanted) {
  std::unordered_set<std::string_view> sold_out;
  for (const auto& dish : wanted.dishes())
    if (dish.sold_out()) sold_out.insert(dish.sku());
  for (auto& dish : *wanted.mutable_dishes())
    if (std::ranges::any_of(dish.components(),
                            [&](const auto& part) { return sold_out.contains(part.sku()); }))
      dish.set_sold_out(false);
}

}  // namespace

asio::awaitable<web::Reply> put_menu(web::Request& request, Principal caller, Ingest& ingest) {
  v1::PutMenuRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  if (auto sound = check(wanted); !sound) co_return web::problem(sound.error(), request);
  auto entry = co_await own_store_now(request, caller, ingest);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto change = change_of(request, caller, **entry);
  if (!change) co_return web::problem(change.error(), request);

  drop_derived_sold_out(wanted);
  auto job = [change = *change, document = web::to_json(wanted)](postgres::Session& session) {
    return postgres::put_menu(session, change, document);
  };
  auto version = co_await ingest.commands.run(std::move(job), request.deadline);
  if (!version) co_return web::problem(version.error(), request);
  co_return co_await answer_new_menu(request, change->store, ingest);
}

namespace {

using SoldOut = std::vector<std::pair<std::string, bool>>;

domain::Result<SoldOut> sold_out_of(const v1::PatchAvailabilityRequest& wanted, const domain::Menu& menu) {
  SoldOut changes;
  std::vector<FieldError> faults;
  std::unordered_set<std::string_view> skus;
  for (int i = 0; i != wanted.changes_size(); ++i) {
    const auto& change = wanted.changes(i);
    const auto pointer = at("changes", static_cast<std::size_t>(i), "sku");
    if (menu.find(change.sku()) == nullptr)
      faults.push_back({pointer, "unknown_dish", "'" + change.sku() + "' is not on the menu"});
    if (!skus.insert(change.sku()).second) faults.push_back({pointer, "duplicate", "a sku is named once"});
    changes.emplace_back(change.sku(), change.sold_out());
  }
  if (!faults.empty())
    return Error{ErrorCode::invalid_request, "some of these dishes cannot be changed", std::move(faults)};
  return changes;
}

}  // namespace

asio::awaitable<web::Reply> patch_availability(web::Request& request, Principal caller, Ingest& ingest) {
  v1::PatchAvailabilityRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  auto entry = co_await own_store_now(request, caller, ingest);
  if (!entry) co_return web::problem(entry.error(), request);
  if ((*entry)->menu.version == 0)
    co_return web::problem({ErrorCode::not_found, "this store has no menu yet"}, request);
  const auto change = change_of(request, caller, **entry);
  if (!change) co_return web::problem(change.error(), request);
  auto sold_out = sold_out_of(wanted, (*entry)->menu);
  if (!sold_out) co_return web::problem(sold_out.error(), request);

  auto job = [change = *change, changes = std::move(*sold_out)](postgres::Session& session) {
    return postgres::patch_availability(session, change, changes);
  };
  auto version = co_await ingest.commands.run(std::move(job), request.deadline);
  if (!version) co_return web::problem(version.error(), request);
  co_return co_await answer_new_menu(request, change->store, ingest);
}

}  // namespace lunchrush::ingest
