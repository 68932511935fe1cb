#include "services/passes/passes.h"

#include <catch2/catch.hpp>

using namespace lunchrush;
using namespace std::chrono_literals;
using domain::StoreId;

namespace {

const std::string first_secret(32, 'a');
const std::string second_secret(32, 'b');
constexpr domain::Instant noon{1'795'233'600s};

passes::Signer signer_of(std::string current, std::string previous = {}) {
  return passes::Signer::make(std::move(current), std::move(previous)).value();
}

passes::Guest some_guest() {
  return {{domain::Uuid::v7(noon, 77, StoreId{1001})}, {StoreId{1001}, "A12"}, noon + 2h};
}

bool only_url_safe(std::string_view text) {
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") ==
         text.npos;
}

}  // namespace

TEST_CASE("a guest token names its store to whoever only wants to know that", "[passes]") {
  const auto token = signer_of(first_secret).make_guest_token(some_guest()).value();
  CHECK(passes::named_store(token) == StoreId{1001});
  CHECK(passes::named_store(token.substr(0, 3 + 32)) == StoreId{1001});  // whatever becomes of the rest
  const auto other = GENERATE_COPY(as<std::string>{}, "", "g1.", token.substr(0, 3 + 31), token.substr(3),
                                   "t1.1001.A12.x", "g1." + std::string(32, '!'));
  CAPTURE(other);
  CHECK(passes::named_store(other) == std::nullopt);
}

TEST_CASE("a table code brings back its store and table, and fits into a URL", "[passes]") {
  const auto table = GENERATE(as<std::string>{}, "A12", "a", "u", "7_b-c", "u.x", "大厅3", "VIP 包间",
                              "二十二十二十二十二十二十二十二十二十二十");
  const auto signer = signer_of(first_secret);
  const auto code = signer.make_table_code({StoreId{4'294'967'295}, table});
  REQUIRE(code.has_value());
  CAPTURE(*code);
  CHECK(only_url_safe(*code));
  CHECK(code->size() <= 128);
  const auto read = signer.verify_table_code(*code);
  REQUIRE(read.has_value());
  CHECK(*read == passes::TableCode{{StoreId{4'294'967'295}, table}, 0});
}

TEST_CASE("a table code brings back its generation, and one of generation 0 is as it ever was", "[passes]") {
  const auto table =
      GENERATE(as<std::string>{}, "A12", "7", "7.8", "大厅3", "二十二十二十二十二十二十二十二十二十二十");
  auto [generation, head] = GENERATE(Catch::Generators::table<int, std::string>({
      {0, "t1.4294967295."},
      {1, "t2.4294967295.1."},
      {65'535, "t2.4294967295.65535."},
  }));
  const auto signer = signer_of(first_secret);
  const auto code = signer.make_table_code({StoreId{4'294'967'295}, table}, generation).value();
  CAPTURE(code);
  CHECK(code.starts_with(head));
  CHECK(only_url_safe(code));
  CHECK(code.size() <= 128);
  CHECK(signer.verify_table_code(code) == passes::TableCode{{StoreId{4'294'967'295}, table}, generation});
}

TEST_CASE("a code of one generation is not made one of another by writing its number anew [row 86]",
          "[passes]") {
  const auto signer = signer_of(first_secret);
  const auto code = signer.make_table_code({StoreId{1001}, "A12"}, 7).value();
  for (const auto* other :
       {"t2.1001.8.", "t2.1001.07.", "t2.1001.", "t1.1001.", "t1.1001.7.", "t2.1001.0."}) {
    CAPTURE(other);
    CHECK_FALSE(signer.verify_table_code(other + code.substr(std::string("t2.1001.7.").size())).has_value());
  }
}

TEST_CASE("a code for a plain table can be read by people", "[passes]") {
  const auto code = signer_of(first_secret).make_table_code({StoreId{1001}, "A12"});
  CHECK(code.value().starts_with("t1.1001.A12."));
}

TEST_CASE("a table without a name, or with one too long, gets no pass", "[passes]") {
  const auto table = GENERATE(std::string(), std::string(passes::table_bytes_max + 1, 'x'));
  const auto signer = signer_of(first_secret);
  auto guest = some_guest();
  guest.at.table = table;
  CHECK(signer.make_table_code({StoreId{1}, table}).error().code == domain::ErrorCode::invalid_request);
  CHECK(signer.make_guest_token(guest).error().code == domain::ErrorCode::invalid_request);
}

TEST_CASE("a guest token brings back who, where and until when", "[passes]") {
  const auto signer = signer_of(first_secret);
  auto guest = some_guest();
  guest.at.table = GENERATE(as<std::string>{}, "A12", "大厅3", "with.dots");
  const auto token = signer.make_guest_token(guest);
  REQUIRE(token.has_value());
  CHECK(only_url_safe(*token));
  const auto seen = signer.verify_guest_token(*token, noon);
  REQUIRE(seen.has_value());
  CHECK(seen->standing == passes::Standing::valid);
  CHECK(seen->guest.id == guest.id);
  CHECK(seen->guest.at == guest.at);
  CHECK(seen->guest.expires_at == guest.expires_at);
}

TEST_CASE("a token expires with the second it names, and an expired one still says who it was", "[passes]") {
  const auto signer = signer_of(first_secret);
  const auto guest = some_guest();
  const auto token = signer.make_guest_token(guest).value();
  auto [at, standing] = GENERATE(table<domain::Instant, passes::Standing>({
      {noon + 2h - 1us, passes::Standing::valid},
      {noon + 2h, passes::Standing::expired},
      {noon + 24h * 365, passes::Standing::expired},
  }));
  const auto seen = signer.verify_guest_token(token, at);
  REQUIRE(seen.has_value());
  CHECK(seen->standing == standing);
  CHECK(seen->guest.id == guest.id);
}

TEST_CASE("passes outlive one change of the secret and no second one", "[passes]") {
  const auto old = signer_of(first_secret);
  const auto code = old.make_table_code({StoreId{1001}, "A12"}).value();
  const auto token = old.make_guest_token(some_guest()).value();

  const auto rotated = signer_of(second_secret, first_secret);
  CHECK(rotated.verify_table_code(code).has_value());
  CHECK(rotated.verify_guest_token(token, noon).has_value());
  CHECK_FALSE(old.verify_guest_token(rotated.make_guest_token(some_guest()).value(), noon).has_value());

  const auto later = signer_of(second_secret);
  CHECK_FALSE(later.verify_table_code(code).has_value());
  CHECK_FALSE(later.verify_guest_token(token, noon).has_value());
}

TEST_CASE("a pass with any one character changed, cut or added is not ours [row 86]", "[passes]") {
  const auto signer = signer_of(first_secret);
  const auto code = signer.make_table_code({StoreId{1001}, "A12"}).value();
  const auto token = signer.make_guest_token(some_guest()).value();
  const auto ours = [&](const std::string& pass) {
    return signer.verify_table_code(pass).has_value() || signer.verify_guest_token(pass, noon).has_value();
  };
  for (const auto& pass : {code, token})
    for (std::size_t i = 0; i != pass.size(); ++i)
      for (const char c : {'A', 'B', '.', '0', '-', '_', 'q'}) {
        auto forged = pass;
        forged[i] = c;
        if (forged != pass && ours(forged)) FAIL("changed at " << i << ": " << forged);
        forged = pass;
        forged.insert(i, 1, c);
        if (ours(forged)) FAIL("added at " << i << ": " << forged);
        if (ours(pass.substr(0, i))) FAIL("cut at " << i);
      }
  SUCCEED();
}

TEST_CASE("what was never a pass is not ours [row 86]", "[passes]") {
  const auto text = GENERATE(as<std::string>{}, "", ".", "..", "t1", "t1.", "t1..", "t1.1001", "t1.1001.A12",
                             "t1.1001.A12.", "t2.1001.7", "t2.1001.7.A12.x", "g1.", "g1..", "g1.AAAA.AAAA",
                             "t1.99999999999.A.x", std::string("t1.\0.x", 6), std::string(100'000, '.'));
  const auto signer = signer_of(first_secret);
  CHECK_FALSE(signer.verify_table_code(text).has_value());
  CHECK_FALSE(signer.verify_guest_token(text, noon).has_value());
}

TEST_CASE("a table code is no guest token, and a guest token no table code", "[passes]") {
  const auto signer = signer_of(first_secret);
  CHECK_FALSE(
      signer.verify_guest_token(signer.make_table_code({StoreId{1001}, "A12"}).value(), noon).has_value());
  CHECK_FALSE(signer.verify_table_code(signer.make_guest_token(some_guest()).value()).has_value());
}

TEST_CASE("a short secret is refused", "[passes]") {
  CHECK_FALSE(passes::Signer::make(std::string(passes::secret_bytes_min - 1, 's')).has_value());
  CHECK_FALSE(passes::Signer::make(first_secret, "short").has_value());
  CHECK(passes::Signer::make(std::string(passes::secret_bytes_min, 's')).has_value());
}
