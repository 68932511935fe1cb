// The whole simulator, wired by hand, on one io_context and one thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>

#include "services/simulator/config.h"
#include "services/simulator/control/control.h"
#include "services/web/server.h"

namespace lunchrush::simulator {

class Program {
 public:
  // Throws std::system_error or std::runtime_error naming what is wrong: a port, the journal.
  Program(Config config, Accounts accounts);
  void run();  // returns after SIGTERM or SIGINT and the drain

 private:
  web::Router public_routes();
  web::Router admin_routes();
  void restore();
  void stop();
  Letter compose(const Trade& trade, const Event& event, const Variation& variation);

  boost::asio::io_context context_{1};
  telemetry::Registry registry_;
  SimulatorMetrics metrics_{registry_};
  telemetry::WebMetrics public_metrics_{registry_, "simulator"};
  telemetry::WebMetrics admin_metrics_{registry_, "simulator_admin"};
  Config config_;
  Accounts accounts_;
  Journal journal_;
  Clock clock_;
  Schedule schedule_;
  Script script_;
  Waiting waiting_;
  BillShelf bills_;
  UsedCodes used_codes_;
  Ledger ledger_;
  Notifier notifier_;
  Bank bank_;
  Desk desk_;
  control::Controls controls_;
  web::Router public_router_, admin_router_;
  web::Server public_server_, admin_server_;
  boost::asio::signal_set signals_;
  bool draining_ = false;
};

}  // namespace lunchrush::simulator
