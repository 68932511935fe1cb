// The states of an order and of its money (design.md section 6): which moves are legal, and their names,
// which are the same on the wire, in the database and in the timeline.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace lunchrush::domain {

enum class OrderStatus { awaiting_payment, accepted, preparing, ready, completed, expired, cancelled };
enum class IntentStatus {
  requires_payment,
  processing,
  succeeded,
  partially_refunded,
  refunded,
  closing,
  closed,
  conflict
};
enum class PaymentStatus {
  created,
  submitted,
  succeeded,
  failed,
  closed,
  unknown,
  surplus,
  refunded,
  conflict
};
enum class RefundStatus { requested, submitted, succeeded, failed, unknown };
enum class TicketStatus { queued, started, done, served, voided };

std::string_view name(OrderStatus status);
std::string_view name(IntentStatus status);
std::string_view name(PaymentStatus status);
std::string_view name(RefundStatus status);
std::string_view name(TicketStatus status);

// The inverse of name(); nullopt for any other text.
template <class Status>
std::optional<Status> from_name(std::string_view text);

// Whether one step may lead from `from` to `to`. Staying is not a step.
bool legal(OrderStatus from, OrderStatus to);
bool legal(IntentStatus from, IntentStatus to);
bool legal(PaymentStatus from, PaymentStatus to);
bool legal(RefundStatus from, RefundStatus to);
bool legal(TicketStatus from, TicketStatus to);

// Open: may still become paid. Settled: a payment is (or was) effective.
bool open(PaymentStatus status);
bool settled(IntentStatus status);

}  // namespace lunchrush::domain
