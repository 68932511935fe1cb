// PostgreSQL itself says what our binary arrays hold.
#include "services/postgres/array.h"

#include <catch2/catch.hpp>
#include <pqxx/pqxx>

#include "tests/integration/postgres/test_database.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;

namespace {

std::string read(const std::string& type, const Array& array) {
  pqxx::connection connection(options().url);
  pqxx::work work(connection);
  work.exec("SET TIME ZONE 'UTC'");
  connection.prepare("said", "SELECT ($1::" + type + ")::text");
  return work.exec_prepared1("said", array.parameter())[0].c_str();
}

}  // namespace

TEST_CASE("an array says what was put into it", "[postgres]") {
  Array bigints(ElementType::bigint);
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, INT64_MAX, INT64_MIN})
    bigints.add(value);
  CHECK(read("bigint[]", bigints) == "{0,-1,9223372036854775807,-9223372036854775808}");

  Array integers(ElementType::integer);
  integers.add(std::optional<std::int64_t>(-7));
  integers.add(std::optional<std::int64_t>());
  CHECK(read("integer[]", integers) == "{-7,NULL}");

  Array texts(ElementType::text);
  for (const std::string_view value : {"", "NULL", "宫保鸡丁🌶️", "a,b\"c\\d{}"}) texts.add(value);
  CHECK(read("text[]", texts) == R"({"","NULL",宫保鸡丁🌶️,"a,b\"c\\d{}"})");

  Array documents(ElementType::jsonb);
  documents.add(std::string_view(R"({"a": [1, "二"]})"));
  CHECK(read("jsonb[]", documents) == R"({"{\"a\": [1, \"二\"]}"})");

  Array bytes(ElementType::bytea);
  bytes.add(std::string_view("\0\xff", 2));
  CHECK(read("bytea[]", bytes) == R"({"\\x00ff"})");

  Array ids(ElementType::uuid);
  ids.add(*domain::Uuid::from_text("01234567-89ab-7cde-8f01-23456789abcd"));
  CHECK(read("uuid[]", ids) == "{01234567-89ab-7cde-8f01-23456789abcd}");

  Array days(ElementType::date);
  for (const std::string_view day : {"2000-01-01", "1999-12-31", "2026-02-28", "2028-02-29"})
    days.add_date(day);
  CHECK(read("date[]", days) == "{2000-01-01,1999-12-31,2026-02-28,2028-02-29}");

  Array moments(ElementType::timestamptz);
  moments.add(domain::Instant{std::chrono::microseconds{1'763'697'600'123'456}});
  moments.add(domain::Instant{std::chrono::microseconds{-1}});
  CHECK(read("timestamptz[]", moments) ==
        R"({"2025-11-21 04:00:00.123456+00","1969-12-31 23:59:59.999999+00"})");
}

TEST_CASE("an empty array has no elements", "[postgres]") {
  CHECK(read("uuid[]", Array(ElementType::uuid)) == "{}");
  CHECK(read("jsonb[]", Array(ElementType::jsonb)) == "{}");
}

TEST_CASE("a day that is no day is refused before it travels", "[postgres]") {
  Array days(ElementType::date);
  CHECK_THROWS_AS(days.add_date("21.11.2026"), std::runtime_error);
}
