// The append-only memory of the simulator: one JSON object a line, written before the answer that depends on
// it, so that kill -9 loses nothing acknowledged. Without a path nothing is kept.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>

namespace lunchrush::simulator {

class Journal {
 public:
  // Throws std::system_error naming the path when it cannot be opened.
  explicit Journal(std::string path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  bool kept() const { return descriptor_ >= 0; }
  // Every line so far, oldest first. A last line cut short by a crash was never answered for: it is cut off.
  // Throws std::runtime_error for any other line that is not a JSON object.
  void replay(const std::function<void(const boost::json::object&)>& each);
  void append(
      const boost::json::object& line);  // throws std::system_error: what cannot be kept must not be answered

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace lunchrush::simulator
