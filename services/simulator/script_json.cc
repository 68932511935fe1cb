// Rules as /sim/script reads and shows them. Every action names the one parameter of each kind it takes.
#include <array>
#include <cstdlib>

#include "services/simulator/members.h"
#include "services/simulator/script.h"

namespace lunchrush::simulator {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::int64_t wait_ms_max = 24 * 3600 * 1000;
constexpr std::int64_t count_max = 1'000'000'000;

enum class For {
  calls,
  refunds,
  codes,
  bills,
  notifications,
  messages
};  // messages: answers and notifications

struct ActionShape {
  Action action;
  std::string_view name;
  For scope;
  std::string_view wait = {};  // name of its time, and the default
  std::int64_t wait_ms = 0;
  std::string_view count = {};  // name of its number, and the default
  std::int64_t count_default = 0;
};

constexpr std::int64_t hang_ms = 60'000;
constexpr std::int64_t huge_bytes = 64 << 20;

constexpr std::array<ActionShape, 38> shapes{{
    {Action::delay, "delay", For::calls, "delay_ms", 1000},
    {Action::slow_answer, "slow_answer", For::calls, "delay_ms", 1000},
    {Action::timeout_with_effect, "timeout_with_effect", For::calls, "hang_ms", hang_ms},
    {Action::timeout_without_effect, "timeout_without_effect", For::calls, "hang_ms", hang_ms},
    {Action::reset_before, "reset_before", For::calls},
    {Action::reset_after, "reset_after", For::calls},
    {Action::http_status_before, "http_status_before", For::calls},
    {Action::http_status_after, "http_status_after", For::calls},
    {Action::error, "error", For::calls},
    {Action::garbage, "garbage", For::calls},
    {Action::huge, "huge", For::calls, {}, 0, "bytes", huge_bytes},
    {Action::truncated, "truncated", For::calls},
    {Action::bad_signature, "bad_signature", For::messages},
    {Action::bad_signature, "forged", For::messages},
    {Action::probe, "probe", For::messages},
    {Action::unknown_serial, "unknown_serial", For::messages},
    {Action::stale, "stale", For::messages},
    {Action::altered, "altered", For::messages},
    {Action::unsigned_, "unsigned", For::messages},
    {Action::empty_body, "empty_body", For::messages},
    {Action::wrong_seal, "wrong_seal", For::notifications},
    {Action::downgraded, "downgraded", For::notifications},
    {Action::pay_before, "pay_before", For::calls},
    {Action::pay_after, "pay_after", For::calls, "after_ms", 0},
    {Action::userpaying, "userpaying", For::codes, {}, 0, "queries", 2},
    {Action::refund_result, "refund_result", For::refunds, "after_ms", -1},
    {Action::missing_row, "missing_row", For::bills},
    {Action::extra_row, "extra_row", For::bills},
    {Action::changed_amount, "changed_amount", For::bills},
    {Action::wrong_hash, "wrong_hash", For::bills},
    {Action::duplicate, "duplicate", For::notifications, "within_ms", 1000, "copies", 2},
    {Action::reorder, "reorder", For::notifications, "hold_ms", 5000},
    {Action::late, "late", For::notifications, "delay_ms", 5000},
    {Action::lost, "lost", For::notifications, {}, 0, "attempts", 0},
    {Action::wrong_amount, "wrong_amount", For::notifications, {}, 0, "amount_fen", 1},
    {Action::wrong_account, "wrong_account", For::notifications},
    {Action::unknown_order, "unknown_order", For::notifications},
    {Action::wrong_app, "wrong_app", For::notifications},
}};

constexpr std::array<std::string_view, 13> operations{
    "create",       "codepay", "query",     "close",  "reverse",        "refund",       "query_refund",
    "certificates", "bill",    "bill_file", "notify", "notify_payment", "notify_refund"};

const ActionShape* shape_named(std::string_view name) {
  for (const auto& shape : shapes) {
    if (shape.name == name) return &shape;
  }
  return nullptr;
}

const ActionShape& shape_of(Action action) {
  for (const auto& shape : shapes) {
    if (shape.action == action) return shape;
  }
  std::abort();
}

bool is_operation(std::string_view name) {
  for (const auto known : operations) {
    if (known == name) return true;
  }
  return false;
}

// The operation a rule gets when it names none: actions of one operation only need not be told.
std::string_view usual_operation(For scope) {
  switch (scope) {
    case For::calls:
    case For::messages: return "";
    case For::refunds: return "refund";
    case For::codes: return "codepay";
    case For::bills: return "bill";
    case For::notifications: return "notify";
  }
  return "";
}

bool fits(For scope, std::string_view operation) {
  const bool notification = operation.starts_with("notify");
  if (scope == For::messages) return true;
  if (scope == For::notifications) return notification;
  if (scope == For::calls) return !notification;
  return operation == usual_operation(scope);
}

void read_match(Members& members, const ActionShape& shape, Rule& rule) {
  rule.gateway = members.text("gateway").value_or("");
  rule.account = members.text("account").value_or("");
  rule.out_trade_no = members.text("out_trade_no").value_or("");
  rule.operation = members.text("operation").value_or(std::string(usual_operation(shape.scope)));
  if (!rule.gateway.empty() && rule.gateway != "wechatpay" && rule.gateway != "alipay")
    members.refuse("gateway", "is unknown");
  if (!rule.operation.empty() && !is_operation(rule.operation)) members.refuse("operation", "is unknown");
  if (!fits(shape.scope, rule.operation)) members.refuse("operation", "does not go with this action");
  rule.rate = members.number("rate", 0, 1).value_or(1);
  rule.times = members.integer("times", 0).value_or(members.has("rate") ? 0 : 1);
}

void read_result(Members& members, Rule& rule) {
  const bool code = rule.action == Action::userpaying;
  const auto name = code ? "then" : "result";
  rule.result = members.text(name).value_or(code ? "success" : "processing");
  const auto known =
      code ? std::vector<std::string_view>{"success", "failure"}
           : std::vector<std::string_view>{"success", "processing", "abnormal", "closed", "funds_short"};
  for (const auto result : known) {
    if (rule.result == result) return;
  }
  members.refuse(name, "is unknown");
}

void read_parameters(Members& members, const ActionShape& shape, Rule& rule) {
  rule.wait = milliseconds{shape.wait_ms};
  rule.count = shape.count_default;
  if (!shape.wait.empty())
    rule.wait = milliseconds{members.integer(shape.wait, 0, wait_ms_max).value_or(shape.wait_ms)};
  if (!shape.count.empty())
    rule.count = members.integer(shape.count, 0, count_max).value_or(shape.count_default);
  if (rule.action == Action::stale)
    rule.offset = std::chrono::seconds{members.integer("offset_s", -86'400, 86'400).value_or(-301)};
  if (rule.action == Action::userpaying || rule.action == Action::refund_result) read_result(members, rule);
  const bool status = rule.action == Action::http_status_before || rule.action == Action::http_status_after;
  if (status || rule.action == Action::error) {
    rule.status = static_cast<unsigned>(members.integer("status", 400, 599).value_or(status ? 500 : 400));
    rule.code = members.text("code").value_or("");
    rule.message = members.text("message").value_or("scripted");
  }
  if (rule.action != Action::error) return;
  rule.sub_code = members.text("sub_code").value_or("");
  rule.effect = members.flag("effect").value_or(false);
  if (rule.code.empty()) members.refuse("code", "is required");
}

}  // namespace

std::string_view name_of(Action action) { return shape_of(action).name; }

domain::Result<Rule> rule_from_json(const json::object& object) {
  Members members(object);
  const auto name = members.required_text("action");
  const auto* shape = shape_named(name);
  if (!shape) {
    return domain::Error{domain::ErrorCode::invalid_request,
                         "unknown action " + name,
                         {{"/action", "unknown", "unknown action"}}};
  }
  Rule rule;
  rule.action = shape->action;
  read_match(members, *shape, rule);
  read_parameters(members, *shape, rule);
  if (auto outcome = members.finish(); !outcome) return outcome.error();
  return rule;
}

json::object to_json(const Rule& rule) {
  const auto& shape = shape_of(rule.action);
  json::object out{{"id", rule.id},
                   {"action", shape.name},
                   {"times", rule.times},
                   {"rate", rule.rate},
                   {"hits", rule.hits}};
  const std::pair<const char*, const std::string*> texts[] = {
      {"gateway", &rule.gateway},           {"account", &rule.account}, {"operation", &rule.operation},
      {"out_trade_no", &rule.out_trade_no}, {"code", &rule.code},       {"sub_code", &rule.sub_code}};
  for (const auto& [name, text] : texts) {
    if (!text->empty()) out[name] = *text;
  }
  if (!rule.result.empty()) out[rule.action == Action::userpaying ? "then" : "result"] = rule.result;
  if (!shape.wait.empty() && rule.wait.count() >= 0) out[shape.wait] = rule.wait.count();
  if (!shape.count.empty()) out[shape.count] = rule.count;
  return out;
}

}  // namespace lunchrush::simulator
