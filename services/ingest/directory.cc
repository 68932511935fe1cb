#include "services/ingest/directory.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "services/ingest/wire.h"
#include "services/pages/html_text.h"
#include "services/web/codec.h"

namespace lunchrush::ingest {

using domain::Error;
using domain::ErrorCode;

Directory::Directory(asio::io_context& context, postgres::Pool& pool, DirectoryLimits limits)
    : context_(context), pool_(pool), limits_(limits) {}

StorePointer Directory::fresh(domain::StoreId store) const {
  const auto known = known_.find(number(store));
  const auto now = std::chrono::steady_clock::now();
  if (known == known_.end() || now - known->second.read_at >= limits_.look_again) return nullptr;
  return known->second.entry;
}

asio::awaitable<domain::Result<StorePointer>> Directory::find(domain::StoreId store, Deadline deadline) {
  if (auto known = fresh(store)) co_return known;
  const auto known = known_.find(number(store));
  if (known != known_.end()) {
    // One request looks; those that arrive meanwhile take what is there.
    known->second.read_at = std::chrono::steady_clock::now();
    const auto before = known->second.entry;
    auto fresh = co_await read(store, deadline);
    if (!fresh && fresh.error().code != ErrorCode::not_found) co_return before;
    co_return fresh;
  }
  auto first = co_await read(store, deadline);
  co_return first;
}

StorePointer Directory::at_hand(domain::StoreId store) {
  const auto known = known_.find(number(store));
  const auto now = std::chrono::steady_clock::now();
  if (known == known_.end() || now - known->second.read_at >= limits_.at_hand) return nullptr;
  if (now - known->second.read_at >= limits_.look_again)
    asio::co_spawn(context_, look_behind(store), asio::detached);
  return known->second.entry;
}

asio::awaitable<void> Directory::look_behind(domain::StoreId store) {
  (void)co_await find(store, std::chrono::steady_clock::now() + limits_.look_behind);
}

asio::awaitable<domain::Result<StorePointer>> Directory::reload(domain::StoreId store, Deadline deadline) {
  auto fresh = co_await read(store, deadline);
  co_return fresh;
}

void Directory::forget(domain::StoreId store) {
  const auto known = known_.find(number(store));
  if (known != known_.end()) known->second.read_at = {};
}

void Directory::forget_all() {
  for (auto& [store, known] : known_) known.read_at = {};
}

namespace {

domain::Result<StorePointer> read_entry(postgres::Session& session, domain::StoreId id,
                                        const StorePointer& before) {
  auto store = postgres::read_store(session, id);
  if (!store) return store.error();
  auto menu = postgres::read_menu(session, id);
  if (!menu && menu.error().code != ErrorCode::not_found) return menu.error();
  if (!menu) {
    auto entry = std::make_shared<StoreEntry>();
    entry->store = std::move(*store);
    entry->menu.store = id;
    return StorePointer(std::move(entry));
  }
  if (before && before->menu.version == menu->version) {
    // The menu is the large part: parse it only when it changed.
    auto entry = std::make_shared<StoreEntry>(
        StoreEntry{std::move(*store), {}, before->document, before->document_json, before->document_part});
    entry->menu = before->menu;
    (void)entry->menu.index();  // its views must point into the copy; it was valid before
    return StorePointer(std::move(entry));
  }
  return make_entry(std::move(*store), *menu);
}

}  // namespace

asio::awaitable<domain::Result<StorePointer>> Directory::read(domain::StoreId store, Deadline deadline) {
  const auto known = known_.find(number(store));
  const auto before = known == known_.end() ? nullptr : known->second.entry;
  auto work = [store, before](postgres::Session& session) { return read_entry(session, store, before); };
  auto entry = co_await pool_.run(std::move(work), deadline);
  if (entry) {
    if (known_.size() >= limits_.stores_max) known_.clear();
    known_[number(store)] = {*entry, std::chrono::steady_clock::now()};
  } else if (entry.error().code == ErrorCode::not_found) {
    known_.erase(number(store));
  }
  co_return entry;
}

domain::Result<domain::Menu> to_domain(const v1::PutMenuRequest& request) {
  domain::Menu menu;
  for (const auto& posted : request.dishes()) {
    domain::MenuDish dish{posted.sku(),
                          posted.name().zh(),
                          domain::Money{posted.price()},
                          posted.station(),
                          posted.quantity_max() == 0 ? domain::house_quantity_max : posted.quantity_max(),
                          {},
                          {},
                          posted.sold_out()};
    for (const auto& group : posted.option_groups()) {
      domain::MenuOptionGroup choices{group.code(), group.choose_min(), group.choose_max(), {}};
      for (const auto& option : group.options())
        choices.options.push_back({option.code(), option.name().zh(), domain::Money{option.price_delta()}});
      dish.option_groups.push_back(std::move(choices));
    }
    for (const auto& part : posted.components()) dish.components.push_back({part.sku(), part.quantity()});
    menu.dishes.push_back(std::move(dish));
  }
  if (auto indexed = menu.index(); !indexed) return indexed.error();
  return menu;
}

domain::Result<StorePointer> make_entry(postgres::Store store, const postgres::MenuRow& row) {
  v1::PutMenuRequest stored;
  if (auto parsed = web::from_json(row.document, stored); !parsed)
    return Error{ErrorCode::internal, "the stored menu of store " + std::to_string(number(store.id)) +
                                          " does not parse: " + parsed.error().detail};
  for (auto& dish : *stored.mutable_dishes())
    dish.set_sold_out(std::ranges::find(row.sold_out, dish.sku()) != row.sold_out.end());
  auto menu = to_domain(stored);
  if (!menu) return Error{ErrorCode::internal, "the stored menu contradicts itself"};

  auto entry = std::make_shared<StoreEntry>();
  entry->menu = std::move(*menu);
  (void)entry->menu.index();  // again: views into the dishes of this very object
  entry->menu.store = store.id;
  entry->menu.version = row.version;
  auto& document = entry->document;
  document.set_store_id(number(store.id));
  document.set_version(row.version);
  document.set_currency("CNY");
  *document.mutable_categories() = stored.categories();
  *document.mutable_dishes() = stored.dishes();
  // A set is sold out with any of its parts.
  for (auto& dish : *document.mutable_dishes()) dish.set_sold_out(entry->menu.find(dish.sku())->sold_out);
  set_time(*document.mutable_updated_at(), row.updated_at);
  document.mutable_store_name()->set_zh(store.name_zh);
  document.mutable_store_name()->set_en(store.name_en);
  entry->document_json = pages::json_for_html(web::to_json(document));
  entry->document_part = web::compressed(entry->document_json);
  entry->store = std::move(store);
  return StorePointer(std::move(entry));
}

}  // namespace lunchrush::ingest
