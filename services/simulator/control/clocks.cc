// GET and POST /sim/clock, POST /sim/rotate.
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/beijing.h"
#include "services/simulator/control/control.h"
#include "services/simulator/control/route.h"
#include "services/simulator/rotation.h"

namespace lunchrush::simulator::control {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using web::http::verb;

constexpr double scale_max = 1'000'000;
constexpr std::int64_t advance_ms_max = 365LL * 24 * 3600 * 1000;

json::object show(const Clock& clock) {
  return {{"scale", clock.scale()},
          {"skew_ms", clock.skew().count()},
          {"now", to_rfc3339(clock.now())},
          {"ticks_ms", std::chrono::duration_cast<milliseconds>(clock.ticks()).count()}};
}

Answer set_clock(Controls& controls, Members& members) {
  const auto scale = members.number("scale", 0.001, scale_max);
  const auto advance = members.integer("advance_ms", 0, advance_ms_max);
  const auto skew = members.integer("skew_ms", -advance_ms_max, advance_ms_max);
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  if (scale) controls.clock.set_scale(*scale);
  if (advance) controls.clock.advance(milliseconds{*advance});
  if (skew) controls.clock.set_skew(milliseconds{*skew});
  controls.schedule.rearm();
  return show(controls.clock);
}

json::object show(const WechatAccount& account) {
  json::array published;
  for (std::size_t i = 0; i <= account.active && i < account.platform_keys.size(); ++i) {
    published.push_back(json::string(account.platform_keys[i].serial));
  }
  return {{"account", account.id},
          {"signing", name_of(account.mode)},
          {"public_key_share", account.public_key_share},
          {"serial", account.key_for_answer("").serial},
          {"published", std::move(published)},
          {"public_key_id", account.public_key ? account.public_key->serial : std::string{}}};
}

// Without "signing": the next platform key signs from now on, the earlier ones stay published.
Answer rotate(Controls& controls, Members& members) {
  const auto id = members.required_text("account");
  const auto signing = members.text("signing");
  const auto share = members.number("share", 0, 1);
  const auto mode = signing ? signing_mode_named(*signing) : std::nullopt;
  if (signing && !mode) members.refuse("signing", "must be certificate, public_key or mixed");
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  auto* account = controls.desk.accounts.wechat_by_id(id);
  if (!account) return not_found("no WeChat account of that id: Alipay's keys do not rotate in key mode");
  if (mode && *mode != SigningMode::certificate && !account->public_key)
    return bad_request("the account has no public_key");
  if (mode && *mode != SigningMode::public_key && account->platform_keys.empty())
    return bad_request("the account has no platform_keys");
  if (!mode && account->active + 1 >= account->platform_keys.size()) {
    return domain::Error{domain::ErrorCode::state_conflict,
                         "no further platform key: make-accounts.sh makes three"};
  }
  if (!mode) ++account->active;
  account->mode = mode.value_or(account->mode);
  account->public_key_share = share.value_or(account->public_key_share);
  controls.journal.append(rotation_line(*account));
  return show(*account);
}

}  // namespace

void add_clock_routes(web::Router& router, Controls& c) {
  add_route(router, verb::post, "/sim/clock", "sim_set_clock",
            [&c](const web::Request&, Members& members) { return set_clock(c, members); });
  add_route(router, verb::get, "/sim/clock", "sim_clock",
            [&c](const web::Request&, Members&) -> Answer { return show(c.clock); });
  add_route(router, verb::post, "/sim/rotate", "sim_rotate",
            [&c](const web::Request&, Members& members) { return rotate(c, members); });
}

}  // namespace lunchrush::simulator::control
