#include "services/simulator/program.h"

#include <csignal>

#include "services/simulator/alipay/front.h"
#include "services/simulator/alipay/notification.h"
#include "services/simulator/cashier.h"
#include "services/simulator/rotation.h"
#include "services/simulator/wechatpay/front.h"
#include "services/simulator/wechatpay/notification.h"
#include "services/telemetry/log.h"
#include "services/web/admin.h"

namespace lunchrush::simulator {
namespace {

using telemetry::Level;

constexpr std::chrono::milliseconds drain_grace{5'000};
constexpr std::chrono::milliseconds request_deadline_max{
    70'000};  // a scripted hang is longer than any client's patience

web::ServerOptions options(const Config& config, std::uint16_t port, std::string name) {
  web::ServerOptions options;
  options.address = config.address;
  options.port = port;
  options.name = std::move(name);
  options.limits.request_deadline = request_deadline_max;
  return options;
}

}  // namespace

Program::Program(Config config, Accounts accounts)
    : config_(std::move(config)),
      accounts_(std::move(accounts)),
      journal_(config_.journal_file),
      clock_(config_.clock_scale),
      schedule_(context_, clock_),
      waiting_(context_),
      ledger_(journal_),
      notifier_(context_, ledger_, schedule_, script_, clock_, metrics_,
                {.concurrent_max = config_.notify_concurrency},
                [this](const Trade& trade, const Event& event, const Variation& variation) {
                  return compose(trade, event, variation);
                }),
      bank_(ledger_, notifier_, schedule_, clock_, metrics_, config_.refund_delay),
      desk_{clock_,
            accounts_,
            ledger_,
            bank_,
            script_,
            waiting_,
            bills_,
            used_codes_,
            metrics_,
            schedule_,
            config_.public_url,
            config_.refund_spacing},
      controls_{desk_, notifier_, clock_, schedule_, journal_},
      public_router_(public_routes()),
      admin_router_(admin_routes()),
      public_server_(context_, options(config_, config_.port, "simulator"), public_router_, public_metrics_),
      admin_server_(context_, options(config_, config_.admin_port, "simulator_admin"), admin_router_,
                    admin_metrics_),
      signals_(context_, SIGTERM, SIGINT) {
  if (desk_.public_url.empty())
    desk_.public_url = "http://" + config_.address + ":" + std::to_string(public_server_.port());
}

web::Router Program::public_routes() {
  web::Router router;
  wechatpay::add_routes(router, desk_);
  alipay::add_routes(router, desk_);
  add_cashier_routes(router, desk_);
  control::add_payment_routes(router, controls_);
  control::add_script_routes(router, controls_);
  control::add_bill_routes(router, controls_);
  control::add_notification_routes(router, controls_);
  control::add_clock_routes(router, controls_);
  return router;
}

web::Router Program::admin_routes() {
  web::AdminSources sources;
  sources.metrics_text = [this] { return telemetry::to_text(registry_); };
  sources.checks.push_back({"draining", [this] { return !draining_; }});
  sources.started = [] { return true; };
  return web::admin_routes(std::move(sources));
}

Letter Program::compose(const Trade& trade, const Event& event, const Variation& variation) {
  if (trade.gateway == GatewayKind::wechatpay) {
    return wechatpay::compose(*accounts_.wechat_by_id(trade.account), trade, event, variation, clock_.now());
  }
  return alipay::compose(*accounts_.alipay_by_id(trade.account), trade, event, variation, clock_.now());
}

// What was promised before the program ended goes on: refunds under way, events nobody acknowledged.
void Program::restore() {
  auto events =
      ledger_.replay([this](const boost::json::object& line) { restore_rotation(accounts_, line); });
  bank_.resume();
  for (auto& event : events) notifier_.enqueue(std::move(event));
  metrics_.trades.Set(static_cast<double>(ledger_.trades()));
}

void Program::run() {
  restore();
  public_server_.start();
  admin_server_.start();
  signals_.async_wait([this](boost::system::error_code fault, int) {
    if (!fault) stop();
  });
  telemetry::log(Level::info, "ready",
                 {{"port", std::int64_t{public_server_.port()}},
                  {"admin_port", std::int64_t{admin_server_.port()}},
                  {"trades", static_cast<std::int64_t>(ledger_.trades())}});
  context_.run();
}

void Program::stop() {
  draining_ = true;
  telemetry::log(Level::info, "draining");
  schedule_.stop();
  notifier_.stop();
  waiting_.end();
  public_server_.drain(drain_grace,
                       [this] { admin_server_.drain(drain_grace, [this] { context_.stop(); }); });
}

}  // namespace lunchrush::simulator
