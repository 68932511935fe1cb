#include "services/web/path_for_log.h"

#include <catch2/catch.hpp>

using namespace lunchrush;

TEST_CASE("a log keeps a path as it is, but for what may be a secret [row 88]", "[web]") {
  auto [path, kept] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"/", "/"},
      {"/v1/orders/ord_01m8btwrcjeytszpdmh4000237/cancel",
       "/v1/orders/ord_01m8btwrcjeytszpdmh4000237/cancel"},
      {"/v1/keys/" + std::string(32, 'k'), "/v1/keys/" + std::string(32, 'k')},
      {"/v1/keys/lr_demoowner_" + std::string(64, '0'), "/v1/keys/lr_demoo…"},
      {"/v1/keys/lr_demoowner_" + std::string(64, '0') + "/x/", "/v1/keys/lr_demoo…/x/"},
      {std::string(41, 'x'), "xxxxxxxx…"},
  }));
  CHECK(web::path_for_log(path) == kept);
}
