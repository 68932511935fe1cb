// A JSON object read strictly: every member is asked for by name and kind; finish() tells all that was wrong,
// and all that nobody asked for.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/result.h"

namespace lunchrush::simulator {

class Members {
 public:
  explicit Members(const boost::json::object& object) : object_(object) {}

  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t min = 0,
                                      std::int64_t max = INT64_MAX);
  std::optional<double> number(std::string_view name, double min, double max);
  std::optional<bool> flag(std::string_view name);
  const boost::json::array* array(std::string_view name);
  const boost::json::object* object(std::string_view name);

  std::string required_text(std::string_view name);
  void refuse(std::string_view name, std::string detail);  // a fault found by the caller
  bool has(std::string_view name) const { return object_.contains(name); }
  domain::Result<void> finish() const;  // invalid_request with fields

 private:
  const boost::json::value* find(std::string_view name);
  const boost::json::object& object_;
  std::set<std::string, std::less<>> asked_;
  std::vector<domain::FieldError> faults_;
};

// Error: malformed_body. An empty text reads as {}.
domain::Result<boost::json::object> parse_object(std::string_view text);

}  // namespace lunchrush::simulator
