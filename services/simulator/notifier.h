// Tells merchants what happened, as the gateways do: at once, then up the ladder until it is acknowledged or
// given up; or, when the script says so, twice, late, out of order, forged or not at all.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/simulator/delivery_log.h"
#include "services/simulator/delivery_plan.h"
#include "services/simulator/http_client.h"
#include "services/simulator/ledger.h"
#include "services/simulator/schedule.h"
#include "services/simulator/simulator_metrics.h"

namespace lunchrush::simulator {

struct NotifierLimits {
  std::size_t concurrent_max = 64;
  std::chrono::milliseconds answer_deadline{5'000};  // WeChat's; Alipay publishes none
};

class Notifier {
 public:
  // Makes the signed message of one attempt.
  using Compose = std::function<Letter(const Trade&, const Event&, const Variation&)>;

  Notifier(boost::asio::io_context& context, Ledger& ledger, Schedule& schedule, Script& script,
           const Clock& clock, SimulatorMetrics& metrics, NotifierLimits limits, Compose compose);

  void enqueue(Event event);
  // Sends copies now, beside any ladder, and waits for their answers.
  boost::asio::awaitable<std::vector<Delivery>> send_now(Event event, Variation variation,
                                                         std::size_t copies);
  void stop();  // no further delivery starts

  const DeliveryLog& log() const { return log_; }
  std::size_t waiting() const { return ready_.size() + running_; }

 private:
  struct Errand {  // one event on its way; shared by its copies and its timer
    Event event;
    DeliveryPlan plan;
    const Trade* trade = nullptr;
  };
  struct Job {
    std::shared_ptr<Errand> errand;
    bool counts = true;  // false: an extra copy, its answer changes nothing
  };

  void dispatch(const std::shared_ptr<Errand>& errand);
  void release_held(std::string_view account);
  void make_ready(Job job);
  void pump();
  boost::asio::awaitable<void> run(Job job);
  boost::asio::awaitable<Delivery> deliver(const Trade& trade, const Event& event, std::size_t attempt,
                                           Variation variation);
  void conclude(const std::shared_ptr<Errand>& errand, bool acknowledged);
  void lose(const std::shared_ptr<Errand>& errand);

  boost::asio::io_context& context_;
  Ledger& ledger_;
  Schedule& schedule_;
  Script& script_;
  const Clock& clock_;
  SimulatorMetrics& metrics_;
  NotifierLimits limits_;
  Compose compose_;
  HttpClient client_;
  DeliveryLog log_;
  std::deque<Job> ready_;
  std::unordered_map<std::string_view, std::vector<std::shared_ptr<Errand>>> held_;
  std::size_t running_ = 0;
  bool stopped_ = false;
};

}  // namespace lunchrush::simulator
