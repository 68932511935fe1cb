// Configuration from the environment: LUNCHRUSH_* names, read once in main. NAME_FILE gives a secret (or any
// text) by file; an empty value counts as absent. Unknown names are a start-up error with "did you mean",
// --help prints every name with its default and meaning.
//
//   settings::Reader reader("ingest", settings::environment());
//   config.port = reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {.min = 0, .max = 65535}, "Port of the
//   API."); config.postgres_url = reader.required_text("LUNCHRUSH_POSTGRES_URL", "libpq connection string.");
//   if (auto outcome = reader.finish(); !outcome) …    // every fault of the environment at once, one line
//   each
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/result.h"

namespace lunchrush::settings {

using Environment = std::map<std::string, std::string>;
Environment environment();  // this process's, LUNCHRUSH_* only

struct Bounds {
  std::int64_t min = 0;
  std::int64_t max = INT64_MAX;
};

class Reader {
 public:
  // A name is unknown when it starts with LUNCHRUSH_ and is neither read by this program, nor another
  // program's (LUNCHRUSH_{INGEST,CALLBACKS,SIMULATOR,MIGRATE}_…), nor a shared one, nor one that ./dev writes
  // to .local/env.
  Reader(std::string program, Environment environment);

  // A faulty value answers the fallback (or nothing) and is reported by finish().
  std::string text(const std::string& name, const std::string& fallback, const std::string& help);
  std::string required_text(const std::string& name, const std::string& help);
  std::string secret(const std::string& name, const std::string& help);  // required; never printed
  std::int64_t integer(const std::string& name, std::int64_t fallback, Bounds bounds,
                       const std::string& help);
  std::chrono::milliseconds milliseconds(const std::string& name, std::chrono::milliseconds fallback,
                                         const std::string& help);
  std::string choice(const std::string& name, const std::string& fallback, std::vector<std::string> choices,
                     const std::string& help);

  domain::Result<void> finish() const;  // error: invalid_request, detail holds one fault a line
  std::string help() const;

 private:
  enum class Kind { text, required_text, secret };
  struct Setting {
    std::string name, fallback, help;
    Kind kind = Kind::text;
  };
  void declare(Setting setting);
  std::string required(const std::string& name);
  std::optional<std::string> value(const std::string& name);
  std::optional<std::string> file_content(const std::string& name, const std::string& path);
  std::vector<std::string> unknown_names() const;
  bool reads(std::string_view name) const;

  std::string program_;
  Environment environment_;
  std::vector<Setting> settings_;
  std::vector<std::string> faults_;
};

}  // namespace lunchrush::settings
