// POST, GET and DELETE /sim/script.
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/control/control.h"
#include "services/simulator/control/route.h"

namespace lunchrush::simulator::control {
namespace {

namespace json = boost::json;
using web::http::verb;

json::object show(const Script& script) {
  json::array rules;
  for (const auto& rule : script.rules()) rules.push_back(to_json(rule));
  return {{"rules", std::move(rules)}};
}

// All rules of the request, or none.
Answer add(Controls& controls, Members& members) {
  const auto* list = members.array("rules");
  if (!list) members.refuse("rules", "is required");
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  std::vector<Rule> rules;
  for (const auto& item : *list) {
    if (!item.is_object()) return bad_request("a rule must be an object");
    auto rule = rule_from_json(item.get_object());
    if (!rule) return rule.error();
    rules.push_back(std::move(*rule));
  }
  for (auto& rule : rules) {
    if (auto id = controls.desk.script.add(std::move(rule)); !id) return id.error();
  }
  return show(controls.desk.script);
}

}  // namespace

void add_script_routes(web::Router& router, Controls& c) {
  add_route(router, verb::post, "/sim/script", "sim_add_script",
            [&c](const web::Request&, Members& members) { return add(c, members); });
  add_route(router, verb::get, "/sim/script", "sim_script",
            [&c](const web::Request&, Members&) -> Answer { return show(c.desk.script); });
  add_route(router, verb::delete_, "/sim/script", "sim_clear_script",
            [&c](const web::Request&, Members&) -> Answer {
              c.desk.script.clear();
              return show(c.desk.script);
            });
}

}  // namespace lunchrush::simulator::control
