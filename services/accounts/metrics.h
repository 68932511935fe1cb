// What operators see of accounts.
#pragma once

#include "services/telemetry/metrics.h"

namespace lunchrush::accounts {

struct AccountMetrics {
  explicit AccountMetrics(telemetry::Registry& registry)
      : accounts(telemetry::gauge(registry, "gateway_accounts", "Gateway accounts in use.")),
        unusable(telemetry::gauge(registry, "gateway_accounts_unusable",
                                  "Stored accounts that cannot be opened or understood.")),
        refresh_failures_total(telemetry::counter(registry, "gateway_account_refresh_failures_total",
                                                  "Times the accounts could not be read.")) {}
  telemetry::Gauge& accounts;
  telemetry::Gauge& unusable;
  telemetry::Counter& refresh_failures_total;
};

}  // namespace lunchrush::accounts
