// An order with everything that hangs on it: intent, payments, refunds, tickets. The family is what is
// locked, decided on and written as one: the repository loads it under the lock of its intent's row, a
// function of this folder changes it, the repository writes what changed, guarded by the versions it loaded.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/menu.h"
#include "services/domain/money.h"
#include "services/domain/states.h"
#include "services/domain/time.h"
#include "services/domain/vocabulary.h"

namespace lunchrush::domain {

// A row's version: 0 has not been stored yet. `loaded` is what the guard of its update compares.
struct Version {
  int now = 0;
  int loaded = 0;
  bool changed() const { return now != loaded; }
};

struct Service {
  ServiceKind kind{};
  std::string table;
  int guests = 0;
};

struct Order {
  OrderId id;
  StoreId store{};
  OrderStatus status{};
  Version version;
  Channel channel{};
  Service service;
  std::vector<OrderLine> lines;
  Money total;
  PaymentTiming timing{};
  std::string note;
  std::string client_order_no;
  std::string owner;          // the principal who placed it, e.g. "guest:gst_…", "device:pos-1"
  std::string business_date;  // YYYY-MM-DD
  std::optional<std::int64_t> pickup_number;  // given when accepted, by the repository
  Instant created_at{};
  std::optional<Instant> expires_at;  // none for postpay
  Instant updated_at{};
};

struct Intent {
  IntentId id;
  Money amount;
  IntentStatus status{};
  Version version;
  Money refunded;
  std::optional<Instant> expires_at;
};

struct Payment {
  PaymentId id;
  PaymentMethod method{};
  std::string account;  // gateway account id; empty for cash
  PaymentStatus status{};
  Version version;
  Money amount;           // what was asked
  Money received;         // what the gateway says came in; differs only in conflict
  Money refund_reserved;  // requested and not failed
  Money refunded;
  bool effective = false;  // the one that settled the intent
  bool close_wanted = false;
  std::string transaction_id;
  std::string failure;  // the gateway's code, for people; of a conflict, what differs
  std::string action;   // the first answer as JSON, with what the guest's device does next; opaque here
  std::string request;  // JSON of what was sent at creation; opaque here
  std::string idempotency_digest;
  std::string fingerprint;
  int queries = 0;
  std::optional<Instant> next_query_at;  // none once final
  Instant created_at{};
  std::optional<Instant> settled_at;
};

// A conflict's failure where the money is ours and nothing but the amount is wrong.
inline constexpr std::string_view amount_differs = "amount_differs";

struct Refund {
  RefundId id;
  PaymentId payment;
  RefundStatus status{};
  Version version;
  Money amount;
  RefundCause cause{};
  std::string reason;
  std::string refund_id;  // the gateway's
  std::string failure;
  std::string requested_by;
  std::string idempotency_digest;
  std::string fingerprint;
  int attempts = 0;
  std::optional<Instant> next_attempt_at;  // none once final
  Instant created_at{};
  std::optional<Instant> settled_at;
};

struct TicketItem {
  std::string sku;
  std::string name;
  int quantity = 1;
  std::vector<std::string> options;
  std::string note;
  std::string part_of;
  int returned = 0;  // beside `quantity`, which is what is still to be made or eaten
};

struct Ticket {
  TicketId id;
  std::string station;
  TicketStatus status{};
  Version version;
  std::vector<TicketItem> items;  // each keeps its place (returns.h)
  bool items_changed = false;     // since it was loaded
  Instant queued_at{};
  std::optional<Instant> started_at;
  std::optional<Instant> done_at;
  std::optional<Instant> served_at;
};

struct StorePolicy {
  bool revive_late = true;                 // a late payment brings an expired order back …
  std::chrono::minutes revive_within{10};  // … this long after it expired …
  bool open = true;                        // … while the store is open, by its own clock
};

// One step of one object: a row of the timeline and one event of the store's feed. Where `from` is `to`, what
// is on the object changed and its status did not: an event, and no row of the timeline.
struct Transition {
  Object object{};
  Uuid object_id;
  int version = 0;
  std::string_view from;  // empty for a creation
  std::string_view to;
  std::string detail;
};

struct Family {
  Order order;
  Intent intent;
  std::vector<Payment> payments;
  std::vector<Refund> refunds;
  std::vector<Ticket> tickets;
  StorePolicy policy;
  std::vector<Transition> transitions;  // since it was loaded

  Payment* find(PaymentId id);
  Refund* find(RefundId id);
  Ticket* find(TicketId id);
  Payment* effective_payment();
  bool has_open_payment() const;
};

// When, and the randomness that new ids take: the caller's, so that the same input gives the same family.
struct Moment {
  Instant now{};
  std::function<std::uint64_t()> entropy;
};

// Each records a transition and raises the version; the step must be legal(). Public for the decisions of
// this folder.
void move(Family& family, OrderStatus to, std::string detail = {});
void move(Family& family, IntentStatus to, std::string detail = {});
void move(Family& family, Payment& payment, PaymentStatus to, std::string detail = {});
void move(Family& family, Refund& refund, RefundStatus to, std::string detail = {});
void move(Family& family, Ticket& ticket, TicketStatus to, std::string detail = {});

Payment& add(Family& family, Payment payment);  // as created
Refund& add(Family& family, Refund refund);     // as requested
Ticket& add(Family& family, Ticket ticket);     // as queued

// What is on the ticket has changed, not its status: the version rises and the feed is told.
void change_items(Family& family, Ticket& ticket);

// A change that is no step (a next query's time, a flag): the version rises, nothing is recorded.
void touch(Version& version);

}  // namespace lunchrush::domain
