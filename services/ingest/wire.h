// Domain objects to the messages of proto/lunchrush/v1. One mapping for every answer that shows them.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "proto/lunchrush/v1/kitchen.pb.h"
#include "proto/lunchrush/v1/orders.pb.h"
#include "proto/lunchrush/v1/payments.pb.h"
#include "services/domain/family.h"
#include "services/postgres/reads.h"

namespace lunchrush::ingest {

void set_time(google::protobuf::Timestamp& out,
              domain::Instant instant);  // whole milliseconds, as it is printed

v1::OrderStatus to_wire(domain::OrderStatus status);
v1::Order to_wire(const domain::Order& order);
v1::PaymentIntent to_wire(const domain::Intent& intent);
v1::Payment to_wire(const domain::Payment& payment, domain::OrderId order);
v1::Refund to_wire(const domain::Refund& refund, domain::OrderId order);
v1::OrderView to_wire(const domain::Family& family);
v1::Ticket to_wire(const postgres::KitchenTicket& ticket);

// From the wire's words; the codec has refused UNSPECIFIED where a word is required.
domain::Channel to_domain(v1::Channel channel);
domain::ServiceKind to_domain(v1::ServiceKind kind);
domain::PaymentMethod to_domain(v1::PaymentMethod method);

// The version of everything an OrderView shows, as a strong ETag: "v3.2.1".
std::string etag_of(const domain::Family& family);

}  // namespace lunchrush::ingest
