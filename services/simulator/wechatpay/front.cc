#include "services/simulator/wechatpay/front.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "services/crypto/digest.h"
#include "services/simulator/wechatpay/authorization.h"
#include "services/simulator/wechatpay/call.h"
#include "services/simulator/wechatpay/signature.h"

namespace lunchrush::simulator::wechatpay {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using web::http::verb;

struct Operation {
  verb method;
  std::string_view pattern, route, operation, product;
  Outcome (*work)(Call&);
};

constexpr Operation operations[] = {
    {verb::post, "/v3/pay/transactions/jsapi", "wechat_create_jsapi", "create", "jsapi", create_order},
    {verb::post, "/v3/pay/transactions/native", "wechat_create_native", "create", "native", create_order},
    {verb::post, "/v3/pay/transactions/app", "wechat_create_app", "create", "app", create_order},
    {verb::post, "/v3/pay/transactions/h5", "wechat_create_h5", "create", "h5", create_order},
    {verb::post, "/v3/pay/transactions/codepay", "wechat_codepay", "codepay", "codepay", pay_by_code},
    {verb::get, "/v3/pay/transactions/out-trade-no/{out_trade_no}", "wechat_query", "query", "",
     query_by_number},
    {verb::get, "/v3/pay/transactions/id/{transaction_id}", "wechat_query_id", "query", "",
     query_by_transaction},
    {verb::post, "/v3/pay/transactions/out-trade-no/{out_trade_no}/close", "wechat_close", "close", "",
     close_order},
    {verb::post, "/v3/pay/transactions/out-trade-no/{out_trade_no}/reverse", "wechat_reverse", "reverse", "",
     reverse_order},
    {verb::post, "/v3/refund/domestic/refunds", "wechat_refund", "refund", "", create_refund},
    {verb::get, "/v3/refund/domestic/refunds/{out_refund_no}", "wechat_query_refund", "query_refund", "",
     query_refund},
    {verb::get, "/v3/certificates", "wechat_certificates", "certificates", "", list_certificates},
    {verb::get, "/v3/bill/tradebill", "wechat_tradebill", "bill", "", make_trade_bill},
    {verb::get, "/v3/billdownload/file", "wechat_billdownload", "bill_file", "", download_bill},
};

// The payment a call is about, for the script's rules; empty when it is about none.
std::string subject_of(const web::Request& request, const json::object& body, Desk& desk,
                       const WechatAccount& account) {
  if (const auto number = request.parameter("out_trade_no")) return std::string(*number);
  if (const auto id = request.parameter("transaction_id")) {
    const Trade* trade = desk.ledger.find_by_transaction(account.id, *id);
    return trade ? trade->out_trade_no : std::string{};
  }
  if (const auto number = request.parameter("out_refund_no")) {
    const auto place = desk.ledger.find_refund(account.id, *number);
    return place ? place->trade->out_trade_no : std::string{};
  }
  const auto* number = body.if_contains("out_trade_no");
  return number && number->is_string() ? std::string(number->get_string()) : std::string{};
}

Outcome scripted_refusal(const ScriptedError& error) {
  json::object body{{"code", error.code.empty() ? (error.status == 429 ? "FREQUENCY_LIMITED" : "SYSTEM_ERROR")
                                                : error.code},
                    {"message", error.message}};
  Outcome outcome;
  outcome.status = error.status;
  outcome.body = json::serialize(body);
  outcome.number = 268435457;
  return outcome;
}

void garble(std::string& body, const Disturbance& disturbance) {
  if (disturbance.garbling == Garbling::garbage) body = crypto::random_bytes(256);
  if (disturbance.garbling == Garbling::truncated) body.resize(body.size() / 2);
  if (disturbance.garbling == Garbling::huge)
    body = "{\"padding\":\"" + std::string(disturbance.huge_bytes, 'x') + "\"}";
}

web::Reply to_reply(const WechatAccount* account, const web::Request& request, Outcome outcome,
                    const Disturbance& disturbance, domain::Instant now) {
  garble(outcome.body, disturbance);
  web::Reply reply;
  reply.status = outcome.status;
  reply.content_type = outcome.content_type;
  reply.with("Request-ID",
             "08" + crypto::to_hex(crypto::random_bytes(15)) + "-" + std::to_string(outcome.number));
  reply.body = std::move(outcome.body);
  if (!account || !outcome.signed_answer) return reply;
  const auto& key = account->key_for_answer(request.header("Wechatpay-Serial").value_or(""));
  auto [headers, body] = sign(*account, key, std::move(reply.body), disturbance.spoiling, now);
  reply.body = std::move(body);
  for (auto& [name, value] : headers) reply.with(std::move(name), std::move(value));
  return reply;
}

asio::awaitable<web::Reply> serve(Desk& desk, const Operation& operation, web::Request& request) {
  const Caller caller = authenticate(request, desk.accounts, desk.clock.now());
  if (!caller.account) {
    desk.metrics.signature_refused_total.Increment();
    co_return to_reply(nullptr, request, refuse(refused_signature, "authorization", caller.refusal), {},
                       desk.clock.now());
  }
  boost::system::error_code broken;
  const json::value parsed =
      request.body.empty() ? json::value(json::object{}) : json::parse(request.body, broken);
  if (broken || !parsed.is_object()) {
    co_return to_reply(caller.account, request, refuse(bad_parameter, "", "not a JSON object"), {},
                       desk.clock.now());
  }
  const json::object& body = parsed.get_object();
  const std::string subject = subject_of(request, body, desk, *caller.account);
  const auto disturbance =
      disturbance_for(desk, {"wechatpay", caller.account->id, operation.operation, subject});
  Outcome outcome;
  const std::function<void()> work = [&] {
    Call call{desk, *caller.account, request, body, disturbance, operation.product};
    outcome = operation.work(call);
  };
  const Course course = co_await carry_out(desk, disturbance, caller.account->id, subject, work);
  if (course == Course::cut) {
    web::Reply nothing;
    nothing.ending = web::Ending::abort;
    co_return nothing;
  }
  if (course == Course::scripted_error) outcome = scripted_refusal(*disturbance.error);
  co_return to_reply(caller.account, request, std::move(outcome), disturbance, desk.clock.now());
}

}  // namespace

void add_routes(web::Router& router, Desk& desk) {
  for (const auto& operation : operations) {
    web::Route route;
    route.method = operation.method;
    route.pattern = std::string(operation.pattern);
    route.name = std::string(operation.route);
    route.summary = "WeChat Pay API v3: " + std::string(operation.operation);
    route.handler = [&desk, &operation](web::Request& request) { return serve(desk, operation, request); };
    router.add(std::move(route));
  }
}

}  // namespace lunchrush::simulator::wechatpay
