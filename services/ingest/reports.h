// What an owner looks at, and what he does about it. (Handlers, one file each; the table is in
// route_table.cc.)
#pragma once

#include "services/ingest/ingest.h"

namespace lunchrush::ingest {

asio::awaitable<web::Reply> list_stores(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> get_takings(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> get_exceptions(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> search_orders(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> return_surplus(web::Request& request, Principal caller, Ingest& ingest);
asio::awaitable<web::Reply> command_notification(web::Request& request, Principal caller, Ingest& ingest);

}  // namespace lunchrush::ingest
