// A database of a test's own, with the migrations applied; gone with the test.
#pragma once

#include <cstdint>
#include <string>

namespace lunchrush::ingest::testing {

class Database {
 public:
  Database();
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& url() const { return url_; }
  void run(const std::string& statement) const;

  // As the relay leaves them: dense, with the position behind the last.
  void add_events(std::int64_t first, std::int64_t last) const;

  void go_away() const;
  void come_back() const;

 private:
  std::string name_;
  std::string url_;
};

}  // namespace lunchrush::ingest::testing
