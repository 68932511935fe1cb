#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "services/domain/states.h"
#include "services/migrate/embedded.h"

using namespace lunchrush;

namespace {

using Step = std::tuple<std::string, std::string, std::string>;

// The rows of chk.legal_transition as the migrations insert them.
std::set<Step> steps_of_the_database() {
  static const std::regex row(R"(\('(order|intent|payment|refund|ticket)', '([a-z_]*)', '([a-z_]+)'\))");
  std::set<Step> steps;
  for (const auto& migration : migrate::embedded_migrations())
    for (std::sregex_iterator at(migration.text.begin(), migration.text.end(), row), end; at != end; ++at)
      steps.insert({(*at)[1], (*at)[2], (*at)[3]});
  return steps;
}

template <class Status>
void add_steps(std::set<Step>& steps, const std::string& object, int count) {
  for (int from = 0; from != count; ++from)
    for (int to = 0; to != count; ++to)
      if (legal(static_cast<Status>(from), static_cast<Status>(to)))
        steps.insert({object, std::string(name(static_cast<Status>(from))),
                      std::string(name(static_cast<Status>(to)))});
}

std::set<Step> steps_of_the_domain() {
  using namespace domain;
  std::set<Step> steps{{"payment", "", "created"}, {"refund", "", "requested"}, {"ticket", "", "queued"}};
  add_steps<OrderStatus>(steps, "order", static_cast<int>(OrderStatus::cancelled) + 1);
  add_steps<IntentStatus>(steps, "intent", static_cast<int>(IntentStatus::conflict) + 1);
  add_steps<PaymentStatus>(steps, "payment", static_cast<int>(PaymentStatus::conflict) + 1);
  add_steps<RefundStatus>(steps, "refund", static_cast<int>(RefundStatus::unknown) + 1);
  add_steps<TicketStatus>(steps, "ticket", static_cast<int>(TicketStatus::voided) + 1);
  return steps;
}

}  // namespace

TEST_CASE("the database calls legal exactly the steps that the domain calls legal", "[migrate]") {
  CHECK(steps_of_the_database() == steps_of_the_domain());
}

TEST_CASE("every view of an invariant is counted in the summary, under its own name", "[migrate]") {
  std::string text;
  for (const auto& migration : migrate::embedded_migrations()) text += migration.text;
  const auto summary = text.substr(text.find("CREATE VIEW chk.summary"));
  static const std::regex view(R"(CREATE VIEW chk\.(i[0-9]+_[a-z_]+) AS)");
  int views = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), view), end; at != end; ++at, ++views) {
    const std::string known = (*at)[1];
    CAPTURE(known);
    CHECK(summary.find("'" + known + "'") != std::string::npos);
    CHECK(summary.find("FROM chk." + known) != std::string::npos);
  }
  CHECK(views >= 13);
}

TEST_CASE("migrations are numbered from one without a gap, and named by their files", "[migrate]") {
  const auto migrations = migrate::embedded_migrations();
  REQUIRE(migrations.size() >= 5);
  for (std::size_t i = 0; i != migrations.size(); ++i) {
    CHECK(migrations[i].number == static_cast<int>(i) + 1);
    CHECK(std::stoi(migrations[i].name) == migrations[i].number);
    CHECK_FALSE(migrations[i].text.empty());
  }
}
