// prometheus-cpp behind three verbs, so that a program's metrics are a page of declarations (style.md,
// example 7).
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>
#include <vector>

namespace lunchrush::telemetry {

using Registry = prometheus::Registry;
using Counter = prometheus::Counter;
using Gauge = prometheus::Gauge;
using Histogram = prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

// The same name and labels twice give the same series. Names carry "lunchrush_" in front; it is added here.
Counter& counter(Registry& registry, const std::string& name, const std::string& help,
                 const Labels& labels = {});
Gauge& gauge(Registry& registry, const std::string& name, const std::string& help, const Labels& labels = {});
Histogram& histogram(Registry& registry, const std::string& name, const std::string& help,
                     std::vector<double> bounds, const Labels& labels = {});
std::string to_text(Registry& registry);  // Prometheus exposition format 0.0.4

// Bounds in seconds for anything on the commit path (conventions.md, section 2).
std::vector<double> latency_bounds();

}  // namespace lunchrush::telemetry
