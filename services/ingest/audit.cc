// GET /v1/stores/{id}/audit.
#include "services/ingest/audit.h"

#include <algorithm>

#include "proto/lunchrush/v1/audit.pb.h"
#include "services/ingest/answers.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/ingest/wire.h"

namespace lunchrush::ingest {

postgres::Actor actor_of(const web::Request& request, const Principal& caller) {
  return {caller.name, caller.role, std::string(request.client_address), request.request_id,
          request.trace_id};
}

namespace {

void show(v1::AuditEntry& item, const postgres::AuditEntry& entry) {
  item.set_id(entry.id.text());
  set_time(*item.mutable_at(), entry.at);
  item.set_principal(entry.actor.principal);
  item.set_role(entry.actor.role);
  item.set_act(entry.act.name);
  item.set_object(entry.act.object);
  for (const auto& [name, value] : entry.act.detail) (*item.mutable_detail())[name] = value;
  item.set_client_address(entry.actor.client_address);
  item.set_request_id(entry.actor.request_id);
  item.set_trace_id(entry.actor.trace_id);
}

struct Page {
  int size = 0;
  std::optional<domain::Uuid> before;
};

domain::Result<Page> page_of(const web::Request& request, const Principal& caller,
                             const web::PageTokens& tokens) {
  const auto size = web::page_size(request);
  if (!size) return size.error();
  Page page{*size, std::nullopt};
  const auto token = request.query_value("page_token");
  if (!token || token->empty()) return page;
  const auto position = tokens.read(*token, filter_text(request, caller));
  if (!position) return position.error();
  page.before = domain::Uuid::from_text(*position);
  return page;
}

}  // namespace

asio::awaitable<web::Reply> list_audit(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto page = page_of(request, caller, ingest.page_tokens);
  if (!page) co_return web::problem(page.error(), request);

  // One more than is shown tells whether there is a next page.
  auto work = [store = *store, page = *page](postgres::Session& session) {
    return postgres::read_audit(session, store, page.before, page.size + 1);
  };
  auto found = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!found) co_return web::problem(found.error(), request);
  v1::ListAuditResponse response;
  const auto shown = std::min(found->size(), static_cast<std::size_t>(page->size));
  for (std::size_t i = 0; i != shown; ++i) show(*response.add_items(), (*found)[i]);
  if (found->size() > shown)
    response.set_next_page_token(
        ingest.page_tokens.make((*found)[shown - 1].id.text(), filter_text(request, caller)));
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
