// GET /t/{code}: the guest's page, with a first sight of the store's menu in it.
#include "services/ingest/answers.h"
#include "services/ingest/ingest.h"
#include "services/pages/order_page.h"
#include "services/web/etag.h"

namespace lunchrush::ingest {
namespace {

// From memory, so that a first sight waits for no database; by a look when nothing is known, or when the code
// is of a later generation than what is. Null: unknown or away, which the page then finds out by itself.
asio::awaitable<StorePointer> seen_store(const passes::TableCode& code, Directory& directory,
                                         Deadline deadline) {
  auto known = directory.at_hand(code.at.store);
  if (known && code.generation <= known->store.table_code_generation) co_return known;
  const auto found = co_await store_of(code, directory, deadline);
  co_return found ? *found : nullptr;
}

bool opens(const passes::TableCode& code, const StoreEntry& entry) {
  return code.generation == entry.store.table_code_generation && entry.menu.version != 0;
}

}  // namespace

asio::awaitable<web::Reply> open_order_page(web::Request& request, Ingest& ingest) {
  const auto code = ingest.signer.verify_table_code(request.parameter("code").value_or(""));
  const bool kiosk = request.query_value("kiosk").has_value();  // a page of other sizes, opened once a day
  if (!code || kiosk) co_return pages::order_page(request);
  const auto entry = co_await seen_store(*code, ingest.directory, request.deadline);
  if (!entry || !opens(*code, *entry)) co_return pages::order_page(request);
  const auto etag = web::version_etag(entry->menu.version);
  const pages::ScannedTable scanned{.store_id = number(entry->store.id),
                                    .store_name_zh = entry->store.name_zh,
                                    .store_name_en = entry->store.name_en,
                                    .table = code->at.table,
                                    .menu_etag = etag,
                                    .menu_json = entry->document_json,
                                    .menu_part = entry->document_part};
  co_return pages::order_page(request, scanned, ingest.first_sights.of(*entry, request.language));
}

}  // namespace lunchrush::ingest
