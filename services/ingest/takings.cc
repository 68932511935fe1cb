// GET /v1/stores/{id}/takings: a business day in figures, out of the rollups. Orders are not touched.
#include "proto/lunchrush/v1/reports.pb.h"
#include "services/ingest/answers.h"
#include "services/ingest/business_day.h"
#include "services/ingest/query.h"
#include "services/ingest/reports.h"
#include "services/ingest/wire.h"
#include "services/postgres/rollups.h"

namespace lunchrush::ingest {
namespace {

void show(v1::Figures& out, const postgres::Figures& figures) {
  out.set_orders_placed(figures.orders_placed);
  out.set_placed(figures.placed.fen());
  out.set_orders_accepted(figures.orders_accepted);
  out.set_accepted(figures.accepted.fen());
  out.set_orders_cancelled(figures.orders_cancelled);
  out.set_orders_expired(figures.orders_expired);
  out.set_payments_received(figures.payments_received);
  out.set_received(figures.received.fen());
  out.set_aside(figures.aside.fen());
  out.set_refunded(figures.refunded.fen());
  out.set_returned(figures.returned.fen());
}

void show(v1::TakingsResponse& out, const postgres::Takings& takings) {
  show(*out.mutable_figures(), takings.all);
  for (const auto& [name, figures] : takings.channels) {
    auto& channel = *out.add_channels();
    if (const auto known = domain::word_from_name<domain::Channel>(name))
      channel.set_channel(static_cast<v1::Channel>(static_cast<int>(*known) + 1));  // as wire.cc does
    show(*channel.mutable_figures(), figures);
  }
  for (const auto& [at, figures] : takings.slots) {
    auto& slot = *out.add_slots();
    set_time(*slot.mutable_at(), at);
    show(*slot.mutable_figures(), figures);
  }
  for (const auto& speed : takings.kitchen) {
    auto& station = *out.add_stations();
    station.set_station(speed.station);
    station.set_tickets(speed.tickets);
    station.set_p80_seconds(speed.p80_seconds);
    station.set_late_seconds(speed.late_seconds);
    station.set_late(speed.late);
  }
  out.set_last_seq(takings.last_seq);
  out.set_behind_ms(static_cast<std::int64_t>(takings.behind_seconds * 1000));
}

}  // namespace

asio::awaitable<web::Reply> get_takings(web::Request& request, Principal caller, Ingest& ingest) {
  const auto store = store_parameter(request);
  if (!store) co_return web::problem(store.error(), request);
  auto entry = co_await own_store(ingest.directory, *store, caller, request.deadline);
  if (!entry) co_return web::problem(entry.error(), request);
  const auto wanted = business_date_wanted(request);
  if (!wanted) co_return web::problem(wanted.error(), request);
  const auto date = wanted->value_or(business_date((*entry)->store, now()));
  const auto day = business_day((*entry)->store, *calendar_date(date));

  auto work = [store = *store, day](postgres::Session& session) {
    return postgres::read_takings(session, store, day.begins, day.ends);
  };
  auto takings = co_await ingest.reads.run(std::move(work), request.deadline);
  if (!takings) co_return web::problem(takings.error(), request);
  v1::TakingsResponse response;
  response.set_store_id(number(*store));
  response.set_business_date(date);
  set_time(*response.mutable_begins_at(), day.begins);
  set_time(*response.mutable_ends_at(), day.ends);
  set_time(*response.mutable_server_time(), now());
  show(response, *takings);
  co_return web::reply(request, 200, response);
}

}  // namespace lunchrush::ingest
