// The gateways' notifications: verified, stored and settled, acknowledged.
#pragma once

#include "services/callbacks/config.h"
#include "services/callbacks/hints.h"
#include "services/callbacks/metrics.h"
#include "services/callbacks/reconcile.h"
#include "services/callbacks/settle_notifications.h"
#include "services/gateways/registry.h"
#include "services/postgres/batcher.h"
#include "services/postgres/inbox.h"
#include "services/web/router.h"

namespace lunchrush::callbacks {

namespace asio = boost::asio;

using Inbox = postgres::Batcher<postgres::NewNotification, Accepted>;

class Receive {
 public:
  Receive(const gateways::Registry& registry, Inbox& inbox, Hints& hints, Reconcile& reconcile,
          const Config& config, CallbacksMetrics& metrics);

  void add_routes(web::Router& router);

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  Deadline deadline_of(const web::Request& request) const;
  std::shared_ptr<gateways::Gateway> gateway_of(const web::Request& request) const;
  asio::awaitable<web::Reply> receive(web::Request& request);
  asio::awaitable<web::Reply> answer_probe(web::Request& request);
  web::Reply refuse(const gateways::Gateway& gateway, const gateways::Rejected& rejected,
                    const web::Request& request);
  asio::awaitable<web::Reply> store(std::shared_ptr<gateways::Gateway> gateway, gateways::Verified verified,
                                    web::Request& request);

  void settle_later();

  const gateways::Registry& registry_;
  Inbox& inbox_;
  Hints& hints_;
  Reconcile& reconcile_;
  ReceiveLimits limits_;
  CallbacksMetrics& metrics_;
};

// The store of the number a message names; StoreId{0} when it names none of ours.
domain::StoreId store_of(const postgres::Evidence& evidence);

}  // namespace lunchrush::callbacks
