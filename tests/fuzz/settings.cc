// The environment: lines NAME=value. A value out of bounds is a fault, never a value; nothing throws.
#include "services/settings/settings.h"
#include "tests/fuzz/require.h"

#include <algorithm>

using namespace lunchrush;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  settings::Environment environment;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto equals = std::min(line.find('='), line.size());
    const auto name = line.substr(0, equals);
    if (name.ends_with("_FILE")) continue;  // it would read this machine's files
    environment.emplace(name, line.substr(std::min(equals + 1, line.size())));
  }
  settings::Reader reader("ingest", environment);
  const auto port = reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {.min = 0, .max = 65535}, "");
  const auto wait = reader.milliseconds("LUNCHRUSH_INGEST_WAIT", std::chrono::milliseconds(5), "");
  const auto word = reader.choice("LUNCHRUSH_INGEST_WORD", "one", {"one", "two"}, "");
  reader.text("LUNCHRUSH_INGEST_TEXT", "", "");
  require(port >= 0 && port <= 65535, "a port out of bounds");
  require(wait.count() >= 0, "a time to wait that is negative");
  require(word == "one" || word == "two", "a word that is no choice");
  const auto outcome = reader.finish();
  if (!outcome) require(!outcome.error().detail.empty(), "a fault without words");
  return 0;
}
