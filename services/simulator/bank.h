// Where money moves: a user pays, a trade ends, a refund goes back. Each move is one change of the ledger
// with its bill line and the event that tells the merchant.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "services/simulator/clock.h"
#include "services/simulator/disturbance.h"
#include "services/simulator/ledger.h"
#include "services/simulator/notifier.h"
#include "services/simulator/rules.h"
#include "services/simulator/schedule.h"
#include "services/simulator/simulator_metrics.h"

namespace lunchrush::simulator {

struct PayOrder {
  std::string payer;                       // empty: the trade's own, else a new one
  std::optional<std::int64_t> amount_fen;  // not what was asked for: an amount the merchant must notice
  Force force = Force::no;
  bool notify = true;
};

struct NewRefund {
  std::string out_refund_no, refund_id, reason;
  std::string_view notify_url;  // interned
  Fingerprint fingerprint{};
  std::int64_t amount_fen = 0;
  bool at_once = false;  // Alipay answers with the result
};

struct Autopay {
  double rate = 0;                     // of new trades that a user could pay alone
  std::chrono::milliseconds after{0};  // real time
};

class Bank {
 public:
  Bank(Ledger& ledger, Notifier& notifier, Schedule& schedule, const Clock& clock, SimulatorMetrics& metrics,
       std::chrono::milliseconds refund_delay)
      : ledger_(ledger),
        notifier_(notifier),
        schedule_(schedule),
        clock_(clock),
        metrics_(metrics),
        refund_delay_(refund_delay) {}

  void resume();  // refunds that were under way when the program ended go on

  Trade& open(Trade trade);  // a new trade; paid by itself later if autopay says so
  void scan(Trade& trade);   // Alipay: a code was scanned, now the trade exists
  PayVerdict pay(Trade& trade, const PayOrder& order);
  void end(Trade& trade, TradeState state);  // closed, voided, revoked, failed, finished
  Refund& refund(Trade& trade, NewRefund request, const std::optional<RefundScript>& script);
  // A query of a trade whose user is still confirming: counts, and lets it end when its queries are used up.
  void notice_query(Trade& trade);

  void set_autopay(Autopay autopay) { autopay_ = autopay; }
  Autopay autopay() const { return autopay_; }
  std::chrono::seconds since_last_refund(const Trade& trade) const;  // in the gateway's own time

 private:
  void settle(Trade& trade, std::size_t index);
  void settle_later(Trade& trade, std::size_t index, Clock::Ticks wait);
  std::optional<Event> event_for(const Trade& trade, EventKind kind, const Refund* refund) const;

  Ledger& ledger_;
  Notifier& notifier_;
  Schedule& schedule_;
  const Clock& clock_;
  SimulatorMetrics& metrics_;
  std::chrono::milliseconds refund_delay_;  // in the gateway's own time
  Autopay autopay_;
};

}  // namespace lunchrush::simulator
