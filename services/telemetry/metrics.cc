#include "services/telemetry/metrics.h"

#include <prometheus/text_serializer.h>

namespace lunchrush::telemetry {
namespace {

template <class Builder>
auto& family(Builder builder, Registry& registry, const std::string& name, const std::string& help) {
  return builder.Name("lunchrush_" + name).Help(help).Register(registry);
}

}  // namespace

Counter& counter(Registry& registry, const std::string& name, const std::string& help, const Labels& labels) {
  return family(prometheus::BuildCounter(), registry, name, help).Add(labels);
}

Gauge& gauge(Registry& registry, const std::string& name, const std::string& help, const Labels& labels) {
  return family(prometheus::BuildGauge(), registry, name, help).Add(labels);
}

Histogram& histogram(Registry& registry, const std::string& name, const std::string& help,
                     std::vector<double> bounds, const Labels& labels) {
  return family(prometheus::BuildHistogram(), registry, name, help).Add(labels, std::move(bounds));
}

std::string to_text(Registry& registry) { return prometheus::TextSerializer().Serialize(registry.Collect()); }

std::vector<double> latency_bounds() {
  return {.001, .002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
}

}  // namespace lunchrush::telemetry
