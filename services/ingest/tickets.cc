// The kitchen's list, and what a cook does to a ticket.
#include "services/crypto/digest.h"
#include "services/domain/kitchen.h"
#include "services/ingest/answers.h"
#include "services/ingest/business_day.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_access.h"
#include "services/ingest/query.h"
#include "services/ingest/wire.h"
#include "services/postgres/families.h"
#include "services/web/body.h"
#include "services/web/etag.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

constexpr std::size_t station_bytes_max = 40;  // as a menu may name one

domain::Result<postgres::TicketFilter> filter_of(const web::Request& request, const Principal& caller,
                                                 domain::StoreId store, const web::PageTokens& tokens) {
  postgres::TicketFilter filter;
  filter.store = store;
  if (const auto station = request.query_value("station"); station && !station->empty())
    filter.station = std::string(*station);
  if (filter.station && filter.station->size() > station_bytes_max)
    return bad_query("station", "is longer than any station's name");
  auto date = business_date_wanted(request);
  if (!date) return date.error();
  filter.business_date = std::move(*date);
  const auto size = web::page_size(request);
  if (!size) return size.error();
  filter.limit = *size;
  const auto token = request.query_value("page_token");
  if (!token || token->empty()) return filter;
  const auto position = tokens.read(*token, filter_text(request, caller));
  if (!position) return position.error();
  filter.after = domain::TicketId::from_text(*position);
  return filter;
}

v1::ListTicketsResponse response_of(const postgres::TicketPage& page, std::size_t shown) {
  v1::ListTicketsResponse response;
  for (std::size_t i = 0; i != shown; ++i) *response.add_items() = to_wire(page.tickets[i]);
  for (const auto& pace : page.paces) {
    auto& told = *response.add_stations();
    told.set_station(pace.station);
    told.set_warning_seconds(pace.warning_seconds);
    told.set_late_seconds(pace.late_seconds);
  }
  response.set_last_seq(page.last_seq);
  set_time(*response.mutable_server_time(), now());
  return response;
}

}  // namespace

asio::awaitable<web::Reply> list_tickets(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto filter = filter_of(request, caller, *store, ingest.page_tokens);
  if (!filter) co_return web::problem(filter.error(), request);

  auto wanted = *filter;
  ++wanted.limit;  // one more than is shown tells whether there is a next page
  auto work = [wanted](postgres::Session& session) { return postgres::list_tickets(session, wanted); };
  auto page = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!page) co_return web::problem(page.error(), request);
  const auto shown = std::min(page->tickets.size(), static_cast<std::size_t>(filter->limit));
  auto response = response_of(*page, shown);
  response.set_business_date(business_date((*entry)->store, now()));
  if (page->tickets.size() > shown)
    response.set_next_page_token(
        ingest.page_tokens.make(page->tickets[shown - 1].ticket.id.text(), filter_text(request, caller)));
  co_return web::reply(request, 200, response);
}

namespace {

struct Bump {
  domain::TicketId ticket;
  domain::TicketCommand command{};
  web::Precondition precondition;
  postgres::Because because;
};

postgres::KitchenTicket as_shown(const domain::Order& order, const domain::Ticket& ticket) {
  return {ticket,        order.id,      order.store, order.pickup_number.value_or(0),
          order.channel, order.service, order.note};
}

domain::Result<postgres::KitchenTicket> bump(domain::Family& family, const Bump& wanted) {
  auto* ticket = family.find(wanted.ticket);
  if (ticket == nullptr) return Error{ErrorCode::not_found, "no such ticket"};
  if (!wanted.precondition.holds(web::version_etag(ticket->version.now)))
    return Error{ErrorCode::precondition_failed, "the ticket has another version now"};
  const domain::Moment moment{now(), [] { return crypto::random_u64(); }};
  if (auto applied = domain::apply(family, *ticket, wanted.command, moment); !applied) return applied.error();
  return as_shown(family.order, *ticket);
}

}  // namespace

asio::awaitable<web::Reply> command_ticket(web::Request& request, Principal caller, Ingest& ingest) {
  const auto ticket = id_parameter<domain::TicketId>(request);
  if (!ticket) co_return web::problem(ticket.error(), request);
  const auto command = domain::ticket_command(request.parameter("command").value_or(""));
  if (!command)
    co_return web::problem({ErrorCode::not_found, "a ticket knows start, done, recall and serve"}, request);
  v1::TicketCommand nothing;
  if (auto decoded = web::read_body(request, nothing); !decoded)
    co_return web::problem(decoded.error(), request);
  auto entry = co_await own_store(ingest.directory, ticket->store(), caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);

  const Bump wanted{*ticket,
                    *command,
                    web::Precondition(request),
                    {domain::Cause::request, request.request_id, request.trace_id}};
  auto whose = [wanted](postgres::Session& session) { return postgres::order_of(session, wanted.ticket); };
  const auto order = co_await ingest.reads.run(std::move(whose), request.deadline);
  if (!order) co_return web::problem(order.error(), request);
  auto decide = [wanted](domain::Family& family) { return bump(family, wanted); };
  auto bumped = co_await ingest.families.run(*order, wanted.because, std::move(decide), request.deadline);
  if (!bumped) co_return web::problem(bumped.error(), request);
  ingest.wakes.wake(ticket->store(), redis::WakeTopic::events);
  v1::TicketResponse response;
  *response.mutable_ticket() = to_wire(*bumped);
  auto reply = web::reply(request, 200, response);
  co_return reply.with("ETag", web::version_etag(bumped->ticket.version.now));
}

}  // namespace lunchrush::ingest
