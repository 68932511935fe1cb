// Every call to a gateway is measured and, when it ended badly, logged in one line, here.
#pragma once

#include <chrono>
#include <string_view>

#include "services/gateways/metrics.h"

namespace lunchrush::gateways {

struct CallLabels {
  std::string_view gateway;
  std::string_view operation;
  std::string_view account;  // for the log only
  std::string_view number;   // out_trade_no or out_refund_no, likewise
};

class CallMeter {
 public:
  CallMeter(GatewayMetrics& metrics, CallLabels labels)
      : metrics_(metrics), labels_(labels), began_(std::chrono::steady_clock::now()) {}
  void done() const;
  // Gives the failure back, so that a caller can meter and return it in one line.
  CallFailure failed(CallFailure failure) const;

 private:
  double seconds() const;
  GatewayMetrics& metrics_;
  CallLabels labels_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace lunchrush::gateways
