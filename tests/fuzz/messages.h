// The bodies that clients send, each under a letter.
#pragma once

#include <memory>

#include "proto/lunchrush/v1/kitchen.pb.h"
#include "proto/lunchrush/v1/menu.pb.h"
#include "proto/lunchrush/v1/orders.pb.h"
#include "proto/lunchrush/v1/payments.pb.h"
#include "proto/lunchrush/v1/sessions.pb.h"

namespace lunchrush::fuzz {

inline std::unique_ptr<google::protobuf::Message> new_message(char letter) {
  switch (letter) {
    case 'm': return std::make_unique<v1::PutMenuRequest>();
    case 'a': return std::make_unique<v1::PatchAvailabilityRequest>();
    case 'p': return std::make_unique<v1::StartPaymentRequest>();
    case 'r': return std::make_unique<v1::CreateRefundRequest>();
    case 'c': return std::make_unique<v1::CancelOrderRequest>();
    case 's': return std::make_unique<v1::CreateSessionRequest>();
    case 't': return std::make_unique<v1::TicketCommand>();
    case 'v': return std::make_unique<v1::OrderView>();      // an answer: it has times,
    case 'y': return std::make_unique<v1::PaymentAction>();  // and this one a map
    default: return std::make_unique<v1::CreateOrderRequest>();
  }
}

}  // namespace lunchrush::fuzz
