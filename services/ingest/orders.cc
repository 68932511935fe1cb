// Reading orders: one, many, and how one came to be what it is.
#include "services/ingest/answers.h"
#include "services/ingest/idempotency.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/ingest/query.h"
#include "services/web/etag.h"

namespace lunchrush::ingest {
using domain::ErrorCode;

asio::awaitable<web::Reply> get_order(web::Request& request, Principal caller, Ingest& ingest) {
  auto own = co_await own_order(request, caller, ingest);
  if (!own) co_return web::problem(own.error(), request);
  const auto id = *own;
  auto work = [id](postgres::Session& session) { return postgres::read_family(session, id); };
  auto family = co_await ingest.reads.run(work, request.deadline);
  if (!family) co_return web::problem(family.error(), request);
  if (!may_see(caller, family->order))
    co_return web::problem({ErrorCode::not_found, "no such order"}, request);

  const auto etag = etag_of(*family);
  web::Reply reply;
  if (web::none_match_fails(request, etag))
    reply.status = 304;
  else
    reply = web::reply(request, 200, to_wire(*family));
  reply.with("ETag", etag);
  co_return reply;
}

namespace {

// A list without a day looks back so far: what it looks at must not grow with the store's history.
constexpr std::chrono::days list_lookback{7};

// When the orders of a business day can have been placed: it begins up to a day after its date does, anywhere
// on earth.
void bound_by_day(postgres::OrderFilter& filter) {
  using namespace std::chrono;
  const auto day = filter.business_date ? calendar_date(*filter.business_date) : std::nullopt;
  if (day) {
    filter.since = domain::Instant{*day - days{1}};
    filter.until = domain::Instant{*day + days{3}};
  } else {
    filter.since = floor<microseconds>(system_clock::now()) - list_lookback;
  }
}

domain::Result<postgres::OrderFilter> filter_of(const web::Request& request, const Principal& caller,
                                                Ingest& ingest) {
  postgres::OrderFilter filter;
  const auto store = request.query_value("store_id");
  if (!store) return bad_query("store_id", "is needed");
  const auto store_number = whole_number(*store);
  if (!store_number || *store_number < 1 || *store_number > UINT32_MAX)
    return bad_query("store_id", "is not a store's number");
  filter.store = domain::StoreId{static_cast<std::uint32_t>(*store_number)};
  const auto copy = [&](std::string_view name, std::optional<std::string>& to) {
    if (const auto value = request.query_value(name)) to = std::string(*value);
  };
  copy("client_order_no", filter.client_order_no);
  copy("status", filter.status);
  if (filter.status && !domain::from_name<domain::OrderStatus>(*filter.status))
    return bad_query("status", "is not a status");
  auto date = business_date_wanted(request);
  if (!date) return date.error();
  filter.business_date = std::move(*date);
  bound_by_day(filter);
  if (const auto key = request.query_value("idempotency_key"))
    filter.idempotency_digest = digest_of(filter.store, caller, "create_order", *key);
  if (caller.kind == PrincipalKind::guest) filter.owner = caller.name;
  const auto size = web::page_size(request);
  if (!size) return size.error();
  filter.limit = *size;
  if (const auto token = request.query_value("page_token"); token && !token->empty()) {
    const auto position = ingest.page_tokens.read(*token, filter_text(request, caller));
    if (!position) return position.error();
    filter.before = domain::OrderId::from_text(*position);
  }
  return filter;
}

}  // namespace

asio::awaitable<web::Reply> list_orders(web::Request& request, Principal caller, Ingest& ingest) {
  auto filter = filter_of(request, caller, ingest);
  if (!filter) co_return web::problem(filter.error(), request);
  auto store = co_await own_store(ingest.directory, filter->store, caller, request.deadline);
  if (!store) co_return web::problem(store.error(), request);

  auto wanted = *filter;
  ++wanted.limit;  // one more than shown tells whether there is a next page
  auto work = [wanted](postgres::Session& session) { return postgres::list_orders(session, wanted); };
  auto found = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!found) co_return web::problem(found.error(), request);
  v1::ListOrdersResponse response;
  const auto shown = std::min(found->size(), static_cast<std::size_t>(filter->limit));
  for (std::size_t i = 0; i != shown; ++i) *response.add_items() = to_wire((*found)[i]);
  if (found->size() > shown)
    response.set_next_page_token(
        ingest.page_tokens.make((*found)[shown - 1].order.id.text(), filter_text(request, caller)));
  co_return web::reply(request, 200, response);
}

asio::awaitable<web::Reply> get_timeline(web::Request& request, Principal caller, Ingest& ingest) {
  auto own = co_await own_order(request, caller, ingest);
  if (!own) co_return web::problem(own.error(), request);
  const auto id = *own;
  auto work = [id](postgres::Session& session) { return postgres::read_timeline(session, id); };
  auto entries = co_await ingest.reads.run(work, request.deadline);
  if (!entries) co_return web::problem(entries.error(), request);
  if (entries->empty()) co_return web::problem({ErrorCode::not_found, "no such order"}, request);
  v1::TimelineResponse response;
  for (const auto& entry : *entries) {
    auto& item = *response.add_items();
    set_time(*item.mutable_at(), entry.at);
    item.set_object(entry.object);
    item.set_object_id(entry.object_id);
    item.set_version(entry.version);
    item.set_from(entry.from);
    item.set_to(entry.to);
    item.set_cause(entry.cause);
    item.set_cause_id(entry.cause_id);
    item.set_detail(entry.detail);
    item.set_trace_id(entry.trace_id);
  }
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
