// What needs a person: money that is not where it belongs, and messages nobody could place; and what people
// did about it. Every list is newest first and bounded by matters_max. Errors: unavailable, internal.
#pragma once

#include <string>
#include <vector>

#include "services/domain/family.h"
#include "services/postgres/audit.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

inline constexpr int matters_max = 100;

struct PaymentsInState {
  domain::PaymentStatus status{};  // created ones count as submitted
  std::int64_t payments = 0;
  domain::Money amount;
  domain::Instant oldest{};
};

struct HumanAct {
  domain::Instant at{};
  std::string principal, act, reason;
};

struct OrderInShort {
  domain::OrderId id;
  domain::OrderStatus status{};
  std::int64_t pickup_number = 0;  // 0: none yet
};

// A payment in quarantine.
struct Conflict {
  OrderInShort order;
  domain::PaymentId payment;
  domain::PaymentMethod method{};
  domain::Money amount, received;
  domain::Instant at{};
  std::string why;
  domain::Money refundable;  // by return_surplus: nothing but the amount differs
  domain::Money returned;    // back, or on its way
  std::vector<HumanAct> acts;
};

// A refund that nobody asked for, or that did not arrive.
struct Return {
  OrderInShort order;
  domain::RefundId refund;
  domain::PaymentId payment;
  domain::RefundStatus status{};
  domain::RefundCause cause{};
  domain::Money amount;
  std::string reason, requested_by, failure;
  bool redone = false;  // a later refund is to bring back as much
  domain::Instant at{};
  domain::PaymentMethod method{};
  domain::PaymentStatus payment_status{};
  domain::Money refundable;  // of its payment, now
  std::vector<HumanAct> acts;
};

struct UnsettledNotification {
  domain::NotificationId id;
  std::string account, kind, status, number, gateway_number;
  domain::Money amount;
  std::string finding, failure;
  int attempts = 0, deliveries = 0;
  domain::Instant at{};
  std::optional<domain::Instant> next_attempt_at;
  std::vector<HumanAct> acts;
};

struct Exceptions {
  std::vector<PaymentsInState> payments;
  std::vector<Conflict> conflicts;
  std::vector<Return> returns;
  std::vector<UnsettledNotification> notifications;
};

struct ExceptionFilter {
  domain::StoreId store{};
  domain::Instant day_begins{}, day_ends{};
  domain::Instant since{};              // what is done is shown when it is no older
  std::vector<std::string> accounts{};  // also their messages that name no store of ours
};
domain::Result<Exceptions> read_exceptions(Session& session, const ExceptionFilter& filter);

enum class NotificationCommand { retry, give_up };
// With its audit row. A repeat of give_up changes nothing. Errors: not_found; state_conflict when it is
// settled.
domain::Result<void> command_notification(Session& session, domain::NotificationId id,
                                          NotificationCommand command, const std::string& reason,
                                          const Actor& actor);

}  // namespace lunchrush::postgres
