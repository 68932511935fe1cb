#include "services/ingest/query.h"

#include <catch2/catch.hpp>

using namespace lunchrush;

TEST_CASE("a business date is a day that exists, in one form", "[ingest]") {
  for (const auto* day : {"2026-11-21", "2000-01-01", "2028-02-29", "9999-12-31"}) {
    CAPTURE(day);
    CHECK(ingest::calendar_date(day));
  }
  for (const auto* other :
       {"", "2026-11-2", "2026-11-211", "2026-02-29", "2026-13-01", "2026-00-10", "2026-10-00", "1999-12-31",
        "2026/11/21", "26-11-2026", "2026-11-2x", "+026-11-21", "2026-1 -21", "２026-11-21"}) {
    CAPTURE(other);
    CHECK_FALSE(ingest::calendar_date(other));
  }
}

TEST_CASE("a list's business date is optional, and a wrong one is named", "[ingest]") {
  web::Request request;
  CHECK_FALSE(ingest::business_date_wanted(request).value().has_value());
  request.query = {{"business_date", "2026-11-21"}};
  CHECK(ingest::business_date_wanted(request).value() == "2026-11-21");
  request.query = {{"business_date", "yesterday"}};
  const auto refused = ingest::business_date_wanted(request);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == domain::ErrorCode::invalid_request);
  CHECK(refused.error().fields.at(0).pointer == "business_date");
}
