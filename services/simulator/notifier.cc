#include "services/simulator/notifier.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "services/simulator/ladder.h"
#include "services/telemetry/log.h"

namespace lunchrush::simulator {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::size_t copies_max = 100;

// A journal that cannot be written: nothing may go on as if it had been.
void end_the_program(std::exception_ptr fault) {
  if (fault) std::rethrow_exception(fault);
}

bool is_acknowledged(GatewayKind gateway, const PostResult& result) {
  if (gateway == GatewayKind::alipay) return result.status == 200 && result.body == "success";
  return result.status == 200 || result.status == 204;
}

std::string variant_name(const Variation& variation) {
  switch (variation.spoiling.tamper) {
    case Tamper::none: break;
    case Tamper::forged: return "forged";
    case Tamper::probe: return "probe";
    case Tamper::unknown_serial: return "unknown_serial";
    case Tamper::stale: return "stale";
    case Tamper::altered: return "altered";
    case Tamper::unsigned_: return "unsigned";
    case Tamper::empty_body: return "empty_body";
    case Tamper::wrong_seal: return "wrong_seal";
    case Tamper::downgraded: return "downgraded";
  }
  if (variation.amount_fen) return "wrong_amount";
  if (variation.unknown_order) return "unknown_order";
  if (variation.wrong_account) return "wrong_account";
  return variation.wrong_app ? "wrong_app" : "genuine";
}

std::string_view operation_of(EventKind kind) {
  return kind == EventKind::refund ? "notify_refund" : "notify_payment";
}

Delivery delivery_of(const Event& event, domain::Instant at) {
  Delivery delivery;
  delivery.at = at;
  delivery.event_id = event.id;
  delivery.kind = event.kind;
  delivery.account = event.account;
  delivery.out_trade_no = event.out_trade_no;
  delivery.out_refund_no = event.out_refund_no;
  return delivery;
}

}  // namespace

Notifier::Notifier(asio::io_context& context, Ledger& ledger, Schedule& schedule, Script& script,
                   const Clock& clock, SimulatorMetrics& metrics, NotifierLimits limits, Compose compose)
    : context_(context),
      ledger_(ledger),
      schedule_(schedule),
      script_(script),
      clock_(clock),
      metrics_(metrics),
      limits_(limits),
      compose_(std::move(compose)),
      client_(context) {}

void Notifier::enqueue(Event event) {
  auto errand = std::make_shared<Errand>();
  errand->trade = ledger_.find(event.account, event.out_trade_no);
  if (!errand->trade) return;
  const auto rules = script_.take(
      {name_of(errand->trade->gateway), event.account, operation_of(event.kind), event.out_trade_no});
  if (!rules.empty()) metrics_.scripted_total.Increment();
  errand->plan = plan_delivery(rules);
  errand->event = std::move(event);
  if (errand->plan.held_until) {
    const auto account = errand->event.account;
    held_[account].push_back(errand);
    return schedule_.after_real(*errand->plan.held_until, [this, account] { release_held(account); });
  }
  if (errand->plan.late.count() == 0) return dispatch(errand);
  schedule_.after_real(errand->plan.late, [this, errand] { dispatch(errand); });
}

void Notifier::dispatch(const std::shared_ptr<Errand>& errand) {
  if (errand->plan.lost) return lose(errand);
  make_ready({errand});
  for (std::int64_t copy = 1; copy <= errand->plan.extra_copies; ++copy) {
    const auto when = errand->plan.within * copy / (errand->plan.extra_copies + 1);
    schedule_.after_real(when, [this, errand] { make_ready({errand, false}); });
  }
  release_held(errand->event.account);
}

void Notifier::release_held(std::string_view account) {
  const auto found = held_.find(account);
  if (found == held_.end()) return;
  const auto errands = std::move(found->second);
  held_.erase(found);
  for (const auto& errand : errands) dispatch(errand);
}

void Notifier::lose(const std::shared_ptr<Errand>& errand) {
  auto& event = errand->event;
  auto lost = delivery_of(event, clock_.now());
  lost.attempt = ++event.attempts;
  lost.variant = "genuine";
  lost.outcome = "lost";
  log_.add(std::move(lost));
  metrics_.lost_total.Increment();
  const bool for_ever = errand->plan.attempts_lost == 0;
  if (for_ever) return ledger_.event_done(event.id);
  if (event.attempts >= errand->plan.attempts_lost) errand->plan.lost = false;
  conclude(errand, false);
}

void Notifier::make_ready(Job job) {
  if (stopped_) return;
  ready_.push_back(std::move(job));
  pump();
}

void Notifier::pump() {
  while (!stopped_ && running_ < limits_.concurrent_max && !ready_.empty()) {
    Job job = std::move(ready_.front());
    ready_.pop_front();
    ++running_;
    asio::co_spawn(context_, run(std::move(job)), end_the_program);
  }
  metrics_.notifications_waiting.Set(static_cast<double>(waiting()));
}

asio::awaitable<void> Notifier::run(Job job) {
  auto& errand = *job.errand;
  if (job.counts) ++errand.event.attempts;
  const auto attempt = errand.event.attempts;
  const Variation variation = attempt == 1 ? errand.plan.first : errand.plan.always;
  const Delivery delivery = co_await deliver(*errand.trade, errand.event, attempt, variation);
  --running_;
  if (job.counts) conclude(job.errand, delivery.outcome == "acknowledged");
  pump();
}

asio::awaitable<Delivery> Notifier::deliver(const Trade& trade, const Event& event, std::size_t attempt,
                                            Variation variation) {
  auto delivery = delivery_of(event, clock_.now());
  delivery.attempt = attempt;
  delivery.variant = variant_name(variation);
  Letter letter = compose_(trade, event, variation);
  const auto begun = std::chrono::steady_clock::now();
  const PostResult result = co_await client_.post(event.url, std::move(letter), limits_.answer_deadline);
  const auto took = std::chrono::steady_clock::now() - begun;
  const bool acknowledged = is_acknowledged(trade.gateway, result);
  delivery.latency_ms = std::chrono::duration_cast<milliseconds>(took).count();
  delivery.status = result.status;
  delivery.outcome = acknowledged ? "acknowledged" : result.status ? "refused" : result.fault;
  metrics_.notification_seconds.Observe(std::chrono::duration<double>(took).count());
  auto& counter = acknowledged ? metrics_.acknowledged_total
                               : (result.status ? metrics_.refused_total : metrics_.unanswered_total);
  counter.Increment();
  co_return log_.add(std::move(delivery));
}

void Notifier::conclude(const std::shared_ptr<Errand>& errand, bool acknowledged) {
  const auto& event = errand->event;
  if (acknowledged) return ledger_.event_done(event.id);
  const auto wait = wait_after(errand->trade->gateway, event.attempts);
  if (wait)
    return schedule_.after(*wait,
                           [this, errand] { errand->plan.lost ? lose(errand) : make_ready({errand}); });
  ledger_.event_done(event.id);
  telemetry::log(telemetry::Level::warn, "notification given up",
                 {{"account", event.account}, {"out_trade_no", std::string_view(event.out_trade_no)}});
}

asio::awaitable<std::vector<Delivery>> Notifier::send_now(Event event, Variation variation,
                                                          std::size_t copies) {
  std::vector<Delivery> deliveries;
  const Trade* trade = ledger_.find(event.account, event.out_trade_no);
  if (!trade) co_return deliveries;
  copies = std::min(copies, copies_max);
  asio::experimental::channel<void(boost::system::error_code, Delivery)> answers(context_, copies);
  for (std::size_t copy = 0; copy < copies; ++copy) {
    auto one = [this, &answers, trade, event, variation]() -> asio::awaitable<void> {
      Delivery delivery = co_await deliver(*trade, event, 1, variation);
      answers.try_send(boost::system::error_code{}, std::move(delivery));
    };
    asio::co_spawn(context_, std::move(one), end_the_program);
  }
  while (deliveries.size() < copies)
    deliveries.push_back(co_await answers.async_receive(asio::use_awaitable));
  co_return deliveries;
}

void Notifier::stop() {
  stopped_ = true;
  ready_.clear();
}

}  // namespace lunchrush::simulator
