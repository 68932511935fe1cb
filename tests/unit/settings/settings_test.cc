#include "services/settings/settings.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

namespace lunchrush::settings {
namespace {

using Catch::Matchers::Contains;

// A file that is gone when the test is.
class SecretFile {
 public:
  explicit SecretFile(const std::string& content) {
    const auto descriptor = mkstemp(path_.data());
    REQUIRE(descriptor >= 0);
    close(descriptor);
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~SecretFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/lunchrush-settings-XXXXXX";
};

std::string faults(const Reader& reader) {
  const auto outcome = reader.finish();
  return outcome.has_value() ? "" : outcome.error().detail;
}

TEST_CASE("an absent or empty setting takes its default", "[settings]") {
  Reader reader("ingest", {{"LUNCHRUSH_INGEST_ADDRESS", ""}});
  CHECK(reader.text("LUNCHRUSH_INGEST_ADDRESS", "0.0.0.0", "Address.") == "0.0.0.0");
  CHECK(reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {0, 65535}, "Port.") == 8080);
  CHECK(reader.milliseconds("LUNCHRUSH_INGEST_DRAIN_MS", std::chrono::seconds(5), "Drain.").count() == 5000);
  CHECK(reader.choice("LUNCHRUSH_LOG_LEVEL", "info", {"debug", "info"}, "Level.") == "info");
  CHECK(faults(reader).empty());
}

TEST_CASE("a present setting is taken as it is", "[settings]") {
  Reader reader("ingest", {{"LUNCHRUSH_INGEST_ADDRESS", "::1"},
                           {"LUNCHRUSH_INGEST_PORT", "0"},
                           {"LUNCHRUSH_INGEST_DRAIN_MS", "250"},
                           {"LUNCHRUSH_LOG_LEVEL", "debug"},
                           {"LUNCHRUSH_POSTGRES_URL", "host=/tmp dbname=x"}});
  CHECK(reader.text("LUNCHRUSH_INGEST_ADDRESS", "0.0.0.0", "Address.") == "::1");
  CHECK(reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {0, 65535}, "Port.") == 0);
  CHECK(reader.milliseconds("LUNCHRUSH_INGEST_DRAIN_MS", std::chrono::seconds(5), "Drain.").count() == 250);
  CHECK(reader.choice("LUNCHRUSH_LOG_LEVEL", "info", {"debug", "info"}, "Level.") == "debug");
  CHECK(reader.required_text("LUNCHRUSH_POSTGRES_URL", "Database.") == "host=/tmp dbname=x");
  CHECK(faults(reader).empty());
}

TEST_CASE("a number that is none, or outside its bounds, is a fault and reads as the default", "[settings]") {
  const std::string text = GENERATE("x", "1x", " 1", "1.5", "0x10", "-1", "65536", "99999999999999999999");
  Reader reader("ingest", {{"LUNCHRUSH_INGEST_PORT", text}});
  CHECK(reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {0, 65535}, "Port.") == 8080);
  CHECK(faults(reader) == "LUNCHRUSH_INGEST_PORT must be a whole number, 0 to 65535, not \"" + text + "\"");
}

TEST_CASE("a choice outside the list is a fault that names the list", "[settings]") {
  Reader reader("ingest", {{"LUNCHRUSH_LOG_LEVEL", "verbose"}});
  CHECK(reader.choice("LUNCHRUSH_LOG_LEVEL", "info", {"debug", "info"}, "Level.") == "info");
  CHECK(faults(reader) == "LUNCHRUSH_LOG_LEVEL must be one of debug, info, not \"verbose\"");
}

TEST_CASE("a secret comes from its file without the line end", "[settings]") {
  const SecretFile file("s3cr3t line one\nline two\n");
  Reader reader("ingest", {{"LUNCHRUSH_TOKEN_SECRET_FILE", file.path()}});
  CHECK(reader.secret("LUNCHRUSH_TOKEN_SECRET", "Signs tokens.") == "s3cr3t line one\nline two");
  CHECK(faults(reader).empty());
}

TEST_CASE("a secret given twice, by a missing, an empty or an oversized file is a fault", "[settings]") {
  // Static: the table is made once, on the first of the runs it drives.
  static const SecretFile present("from-file"), empty("\n"), oversized(std::string(64 * 1024 + 1, 'x'));
  const auto [direct, path, fault] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"", "", "LUNCHRUSH_TOKEN_SECRET is missing: set it, or LUNCHRUSH_TOKEN_SECRET_FILE"},
      {"a", present.path(), "are both set"},
      {"", "/nowhere/at/all", "/nowhere/at/all cannot be read"},
      {"", "/tmp", "/tmp cannot be read"},
      {"", empty.path(), "is empty"},
      {"", oversized.path(), "is larger than 64 KiB"},
  }));
  Reader reader("ingest", {{"LUNCHRUSH_TOKEN_SECRET", direct}, {"LUNCHRUSH_TOKEN_SECRET_FILE", path}});
  CHECK(reader.secret("LUNCHRUSH_TOKEN_SECRET", "Signs tokens.").empty());
  CHECK_THAT(faults(reader), Contains(fault));
}

TEST_CASE("an unknown name is a fault, a misspelt one is told what it was meant to be", "[settings]") {
  const auto [name, fault] = GENERATE(table<std::string, std::string>({
      {"LUNCHRUSH_INGEST_PROT", "LUNCHRUSH_INGEST_PROT is unknown: did you mean LUNCHRUSH_INGEST_PORT?"},
      {"LUNCHRUSH_POSTGRESS_URL_FIL",
       "LUNCHRUSH_POSTGRESS_URL_FIL is unknown: did you mean LUNCHRUSH_POSTGRES_URL_FILE?"},
      {"LUNCHRUSH_INGEST_SOMETHING_ELSE", "LUNCHRUSH_INGEST_SOMETHING_ELSE is unknown"},
      {"LUNCHRUSH_", "LUNCHRUSH_ is unknown"},
  }));
  Reader reader("ingest", {{name, "1"}, {"LUNCHRUSH_POSTGRES_URL", "x"}});
  reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {0, 65535}, "Port.");
  reader.required_text("LUNCHRUSH_POSTGRES_URL", "Database.");
  CHECK(faults(reader) == fault);
}

TEST_CASE("names of other programs, shared names and those of ./dev are nobody's fault", "[settings]") {
  const std::string name = GENERATE(
      "LUNCHRUSH_INGEST_PORT", "LUNCHRUSH_SIMULATOR_ANYTHING", "LUNCHRUSH_MIGRATE_X", "LUNCHRUSH_REDIS_URL",
      "LUNCHRUSH_ACCOUNT_KEY_FILE", "LUNCHRUSH_API_URL", "LUNCHRUSH_CALLBACKS_URL", "LUNCHRUSH_TABLE_CODE",
      "LUNCHRUSH_POS_KEY", "LUNCHRUSH_TEST_POSTGRES_URL");
  CHECK(faults(Reader("callbacks", {{name, "1"}})).empty());
}

TEST_CASE("every fault is reported at once, one a line", "[settings]") {
  Reader reader("ingest", {{"LUNCHRUSH_INGEST_PORT", "x"}, {"LUNCHRUSH_WHAT", "1"}});
  reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {0, 65535}, "Port.");
  reader.required_text("LUNCHRUSH_POSTGRES_URL", "Database.");
  const auto lines = faults(reader);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  CHECK(reader.finish().error().code == domain::ErrorCode::invalid_request);
}

TEST_CASE("help shows every name, default and meaning, and no secret", "[settings]") {
  Reader reader("ingest", {{"LUNCHRUSH_TOKEN_SECRET", "hunter2"}});
  reader.integer("LUNCHRUSH_INGEST_PORT", 8080, {0, 65535}, "Port of the API.");
  reader.required_text("LUNCHRUSH_POSTGRES_URL", "Database.");
  reader.secret("LUNCHRUSH_TOKEN_SECRET", "Signs tokens.");
  const auto help = reader.help();
  CHECK_THAT(help, Contains("lunchrush-ingest"));
  CHECK_THAT(help, Contains("LUNCHRUSH_INGEST_PORT") && Contains("Port of the API. [8080]"));
  CHECK_THAT(help, Contains("Database. (required)"));
  CHECK_THAT(help, Contains("Signs tokens. (required, secret"));
  CHECK_THAT(help, !Contains("hunter2"));
}

TEST_CASE("the process's environment is read, only its LUNCHRUSH_ names", "[settings]") {
  setenv("LUNCHRUSH_TEST_READ", "a=b", 1);
  const auto found = environment();
  unsetenv("LUNCHRUSH_TEST_READ");
  CHECK(found.at("LUNCHRUSH_TEST_READ") == "a=b");
  CHECK(found.count("PATH") == 0);
}

}  // namespace
}  // namespace lunchrush::settings
