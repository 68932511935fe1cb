#include "services/domain/states.h"

#include <array>
#include <cstdlib>

namespace lunchrush::domain {

std::string_view name(OrderStatus status) {
  switch (status) {
    case OrderStatus::awaiting_payment: return "awaiting_payment";
    case OrderStatus::accepted: return "accepted";
    case OrderStatus::preparing: return "preparing";
    case OrderStatus::ready: return "ready";
    case OrderStatus::completed: return "completed";
    case OrderStatus::expired: return "expired";
    case OrderStatus::cancelled: return "cancelled";
  }
  std::abort();
}

std::string_view name(IntentStatus status) {
  switch (status) {
    case IntentStatus::requires_payment: return "requires_payment";
    case IntentStatus::processing: return "processing";
    case IntentStatus::succeeded: return "succeeded";
    case IntentStatus::partially_refunded: return "partially_refunded";
    case IntentStatus::refunded: return "refunded";
    case IntentStatus::closing: return "closing";
    case IntentStatus::closed: return "closed";
    case IntentStatus::conflict: return "conflict";
  }
  std::abort();
}

std::string_view name(PaymentStatus status) {
  switch (status) {
    case PaymentStatus::created: return "created";
    case PaymentStatus::submitted: return "submitted";
    case PaymentStatus::succeeded: return "succeeded";
    case PaymentStatus::failed: return "failed";
    case PaymentStatus::closed: return "closed";
    case PaymentStatus::unknown: return "unknown";
    case PaymentStatus::surplus: return "surplus";
    case PaymentStatus::refunded: return "refunded";
    case PaymentStatus::conflict: return "conflict";
  }
  std::abort();
}

std::string_view name(RefundStatus status) {
  switch (status) {
    case RefundStatus::requested: return "requested";
    case RefundStatus::submitted: return "submitted";
    case RefundStatus::succeeded: return "succeeded";
    case RefundStatus::failed: return "failed";
    case RefundStatus::unknown: return "unknown";
  }
  std::abort();
}

std::string_view name(TicketStatus status) {
  switch (status) {
    case TicketStatus::queued: return "queued";
    case TicketStatus::started: return "started";
    case TicketStatus::done: return "done";
    case TicketStatus::served: return "served";
    case TicketStatus::voided: return "voided";
  }
  std::abort();
}

namespace {

template <class Status, std::size_t count>
std::optional<Status> find(std::string_view text) {
  for (std::size_t i = 0; i != count; ++i)
    if (name(static_cast<Status>(i)) == text) return static_cast<Status>(i);
  return std::nullopt;
}

}  // namespace

template <>
std::optional<OrderStatus> from_name(std::string_view text) {
  return find<OrderStatus, 7>(text);
}
template <>
std::optional<IntentStatus> from_name(std::string_view text) {
  return find<IntentStatus, 8>(text);
}
template <>
std::optional<PaymentStatus> from_name(std::string_view text) {
  return find<PaymentStatus, 9>(text);
}
template <>
std::optional<RefundStatus> from_name(std::string_view text) {
  return find<RefundStatus, 5>(text);
}
template <>
std::optional<TicketStatus> from_name(std::string_view text) {
  return find<TicketStatus, 5>(text);
}

bool legal(OrderStatus from, OrderStatus to) {
  using S = OrderStatus;
  switch (from) {
    case S::awaiting_payment: return to == S::accepted || to == S::expired || to == S::cancelled;
    case S::accepted: return to == S::preparing || to == S::cancelled;
    case S::preparing: return to == S::ready || to == S::cancelled;
    // A recalled dish makes the order unfinished again (docs/decisions/0003).
    case S::ready: return to == S::completed || to == S::preparing;
    case S::completed: return to == S::preparing;
    case S::expired: return to == S::accepted;  // late payment, policy revive
    case S::cancelled: return false;
  }
  std::abort();
}

bool legal(IntentStatus from, IntentStatus to) {
  using S = IntentStatus;
  if (from == to) return false;
  switch (from) {
    case S::requires_payment:
    case S::processing: return to != S::partially_refunded && to != S::refunded;
    case S::closing: return to == S::closed || to == S::succeeded || to == S::conflict;
    case S::closed: return to == S::succeeded || to == S::conflict;  // late money
    case S::succeeded: return to == S::partially_refunded || to == S::refunded;
    case S::partially_refunded: return to == S::refunded;
    case S::refunded: return false;
    // The mismatched payment stays in quarantine; a right one beside it settles the intent
    // (docs/decisions/0003).
    case S::conflict: return to == S::succeeded || to == S::closed;
  }
  std::abort();
}

bool legal(PaymentStatus from, PaymentStatus to) {
  using S = PaymentStatus;
  if (from == to) return false;
  switch (from) {
    case S::created:
    case S::submitted:
    case S::unknown: return to != S::created && to != S::refunded;
    // Money may still arrive after a failure or a close; nothing else may.
    case S::failed:
    case S::closed: return to == S::succeeded || to == S::surplus || to == S::conflict;
    case S::surplus: return to == S::refunded;
    case S::succeeded:
    case S::refunded:
    case S::conflict: return false;
  }
  std::abort();
}

bool legal(RefundStatus from, RefundStatus to) {
  using S = RefundStatus;
  if (from == to) return false;
  switch (from) {
    case S::requested:
    case S::submitted:
    case S::unknown: return to != S::requested;
    case S::succeeded:
    case S::failed: return false;
  }
  std::abort();
}

bool legal(TicketStatus from, TicketStatus to) {
  using S = TicketStatus;
  switch (from) {
    case S::queued: return to == S::started || to == S::done || to == S::voided;
    case S::started: return to == S::done || to == S::voided;
    case S::done: return to == S::served || to == S::started || to == S::voided;
    case S::served: return to == S::started;
    case S::voided: return false;
  }
  std::abort();
}

bool open(PaymentStatus status) {
  return status == PaymentStatus::created || status == PaymentStatus::submitted ||
         status == PaymentStatus::unknown;
}

bool settled(IntentStatus status) {
  return status == IntentStatus::succeeded || status == IntentStatus::partially_refunded ||
         status == IntentStatus::refunded;
}

}  // namespace lunchrush::domain
