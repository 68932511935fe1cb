// Orders to decide on, and what a gateway may say of them.
#pragma once

#include "services/domain/commands.h"
#include "services/domain/evidence.h"
#include "services/domain/family.h"
#include "services/domain/refunds.h"
#include "services/domain/settlement.h"

namespace lunchrush::domain::given {

inline constexpr StoreId store{1001};
inline constexpr Money total{2200};
inline constexpr QuerySchedule schedule;

Instant noon();          // when every order here is placed
Moment at(Instant now);  // the same entropy in the same order, test by test
inline Moment after(std::chrono::seconds since_noon) { return at(noon() + since_noon); }

Family prepay_order();   // awaiting payment for 15 minutes; stations wok and drinks
Family postpay_order();  // accepted, its tickets queued
Family paid_order();     // prepay, paid by one effective payment

// A payment started at noon, as its state machine would have left it in that status.
Payment& payment_in(Family& family, PaymentStatus status);
// The intent, and the order as it would stand beside it.
void set(Family& family, IntentStatus intent, OrderStatus order);
// As if it was written and loaded again: what moved is forgotten, versions are the stored ones.
void stored(Family& family);

PaymentEvidence evidence(const Payment& payment,
                         PaymentFinding finding);  // amount, currency and account are right
RefundEvidence evidence(const Refund& refund, RefundFinding finding);

}  // namespace lunchrush::domain::given
