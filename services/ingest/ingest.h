// What the handlers of this program share. main() owns it all; handlers borrow it.
#pragma once

#include <boost/asio/io_context.hpp>

#include "services/accounts/account_book.h"
#include "services/gateways/registry.h"
#include "services/ingest/config.h"
#include "services/ingest/directory.h"
#include "services/ingest/feed.h"
#include "services/ingest/first_sights.h"
#include "services/ingest/kitchen_queues.h"
#include "services/ingest/metrics.h"
#include "services/ingest/principal.h"
#include "services/ingest/repeats.h"
#include "services/ingest/wire.h"
#include "services/passes/passes.h"
#include "services/postgres/batcher.h"
#include "services/postgres/family_commands.h"
#include "services/postgres/orders.h"
#include "services/postgres/pool.h"
#include "services/postgres/server_watch.h"
#include "services/redis/replay_cache.h"
#include "services/redis/wake.h"
#include "services/web/page_token.h"
#include "services/web/rate.h"
#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::ingest {

using OrderBatcher = postgres::Batcher<postgres::NewOrderPointer, postgres::Placed>;

struct Ingest {
  const Config& config;
  IngestMetrics& metrics;
  const passes::Signer& signer;
  Authenticator& authenticator;
  Directory& directory;
  postgres::ServerWatch& server;
  OrderBatcher& orders;                // new orders: group commit
  postgres::FamilyCommands& families;  // changes of families: likewise
  postgres::Pool& commands;            // everything else that writes
  postgres::Pool& reads;
  redis::ReplayCache& replays;
  Repeats& repeats;  // of orders' keys
  redis::WakeSender& wakes;
  gateways::Registry& gateways;
  Feed& feed;
  const web::PageTokens& page_tokens;
  FirstSights& first_sights;
  KitchenQueues& kitchen_queues;
};

// A route's handler once its caller is known. The table is in routes.cc.
using PrincipalHandler = asio::awaitable<web::Reply> (*)(web::Request&, Principal, Ingest&);

// Orders and their money (one file each, named like the function).
asio::awaitable<web::Reply> create_session(web::Request& request, Ingest& ingest);
asio::awaitable<web::Reply> get_menu(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> put_menu(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> patch_availability(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> create_order(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> get_order(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> get_order_queue(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> list_orders(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> get_timeline(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> start_payment(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> cancel_order(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> create_refund(web::Request& request, Principal caller, Ingest& ingest);

// GET /t/{code}: what a scanned code opens, with a first sight of the menu in it when the code is good.
asio::awaitable<web::Reply> open_order_page(web::Request& request, Ingest& ingest);

// What a guest's screen is told without asking.
asio::awaitable<web::Reply> stream_guest_events(web::Request& request, Principal caller, Ingest& ingest);

// The shop's own: who may call, what lies on its tables, and who did what.
asio::awaitable<web::Reply> revoke_key(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> create_table_codes(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> list_audit(web::Request& request, Principal caller, Ingest& ingest);

// The kitchen.
asio::awaitable<web::Reply> list_tickets(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> command_ticket(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> stream_events(web::Request& request, Principal caller, Ingest& ingest);

}  // namespace lunchrush::ingest
