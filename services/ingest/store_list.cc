// GET /v1/stores: which stores a key is for, so that nobody has to type a number.
#include <algorithm>
#include <charconv>

#include "proto/lunchrush/v1/reports.pb.h"
#include "services/ingest/answers.h"
#include "services/ingest/order_access.h"
#include "services/ingest/reports.h"
#include "services/postgres/store_names.h"

namespace lunchrush::ingest {
namespace {

struct Page {
  int size = 0;
  domain::StoreId after{};
};

domain::Result<Page> page_of(const web::Request& request, const Principal& caller,
                             const web::PageTokens& tokens) {
  const auto size = web::page_size(request);
  if (!size) return size.error();
  Page page{*size, {}};
  const auto token = request.query_value("page_token");
  if (!token || token->empty()) return page;
  const auto position = tokens.read(*token, filter_text(request, caller));
  if (!position) return position.error();
  std::uint32_t after = 0;  // as it was made: what the token holds is ours
  std::from_chars(position->data(), position->data() + position->size(), after);
  page.after = domain::StoreId{after};
  return page;
}

}  // namespace

asio::awaitable<web::Reply> list_stores(web::Request& request, Principal caller, Ingest& ingest) {
  const auto page = page_of(request, caller, ingest.page_tokens);
  if (!page) co_return web::problem(page.error(), request);
  // One more than is shown tells whether there is a next page.
  auto work = [merchant = caller.merchant, stores = caller.stores, page = *page](postgres::Session& session) {
    return postgres::list_stores(session, merchant, stores, page.after, page.size + 1);
  };
  const auto found = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!found) co_return web::problem(found.error(), request);
  v1::ListStoresResponse response;
  const auto shown = std::min(found->size(), static_cast<std::size_t>(page->size));
  for (std::size_t i = 0; i != shown; ++i) {
    auto& item = *response.add_items();
    item.set_id(number((*found)[i].id));
    item.set_name_zh((*found)[i].name_zh);
    item.set_name_en((*found)[i].name_en);
  }
  if (found->size() > shown)
    response.set_next_page_token(ingest.page_tokens.make(std::to_string(number((*found)[shown - 1].id)),
                                                         filter_text(request, caller)));
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
