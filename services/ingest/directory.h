// Stores and their menus, kept near: read from PostgreSQL when first asked for, looked at again every second,
// at once when Redis says that one changed. An order never depends on its freshness: it is inserted only
// while the menu version it was priced with is the current one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "proto/lunchrush/v1/menu.pb.h"
#include "services/domain/menu.h"
#include "services/postgres/pool.h"
#include "services/postgres/stores.h"
#include "services/web/gzip.h"

namespace lunchrush::ingest {

namespace asio = boost::asio;
using Deadline = std::chrono::steady_clock::time_point;

// A store as handlers use it; immutable, replaced as a whole.
struct StoreEntry {
  postgres::Store store;
  domain::Menu menu;            // version 0 and no dishes: none yet
  v1::Menu document;            // what GET …/menu answers
  std::string document_json;    // without `<`, so that it can stand inside a page
  web::GzipPart document_part;  // the same, compressed
};
using StorePointer =
    std::shared_ptr<const StoreEntry>;  // a request keeps its entry while a newer one takes its place

struct DirectoryLimits {
  std::chrono::milliseconds look_again{1'000};
  std::chrono::milliseconds at_hand{60'000};     // a page may begin with what was true a minute ago
  std::chrono::milliseconds look_behind{5'000};  // for a look that nobody waits for
  std::size_t stores_max = 50'000;
};

class Directory {
 public:
  Directory(asio::io_context& context, postgres::Pool& pool, DirectoryLimits limits = {});

  // Errors: not_found, unavailable. While the database is away what is known is answered.
  asio::awaitable<domain::Result<StorePointer>> find(domain::StoreId store, Deadline deadline);
  // What find() would answer at once; null when it would wait.
  StorePointer fresh(domain::StoreId store) const;
  // What is known, without waiting for the database: it is looked at behind the caller's back when it is
  // older than look_again. Null: nothing is, or it is older than at_hand, or it is known to have changed;
  // then find() it.
  StorePointer at_hand(domain::StoreId store);
  // The same as find(), read now.
  asio::awaitable<domain::Result<StorePointer>> reload(domain::StoreId store, Deadline deadline);
  void forget(domain::StoreId store);  // the next find() reads it
  void forget_all();

 private:
  struct Known {
    StorePointer entry;
    Deadline read_at;
  };
  asio::awaitable<void> look_behind(domain::StoreId store);
  asio::awaitable<domain::Result<StorePointer>> read(domain::StoreId store, Deadline deadline);

  asio::io_context& context_;
  postgres::Pool& pool_;
  DirectoryLimits limits_;
  std::unordered_map<std::uint32_t, Known> known_;
};

// The menu of a store from what is stored: document and sold-out list. Errors: internal when what is stored
// is not a menu.
domain::Result<StorePointer> make_entry(postgres::Store store, const postgres::MenuRow& row);
// A menu as posted, checked against itself; pointers as domain::Menu::index gives them.
domain::Result<domain::Menu> to_domain(const v1::PutMenuRequest& request);

}  // namespace lunchrush::ingest
