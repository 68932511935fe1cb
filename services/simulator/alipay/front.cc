#include "services/simulator/alipay/front.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "services/crypto/digest.h"
#include "services/simulator/alipay/authentication.h"
#include "services/simulator/alipay/call.h"

namespace lunchrush::simulator::alipay {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using web::http::verb;

struct Method {
  std::string_view name, operation;
  json::object (*work)(Call&);
};

constexpr Method methods[] = {
    {"alipay.trade.create", "create", create_trade},
    {"alipay.trade.precreate", "create", precreate_trade},
    {"alipay.trade.pay", "codepay", pay_by_code},
    {"alipay.trade.query", "query", query_trade},
    {"alipay.trade.cancel", "reverse", cancel_trade},
    {"alipay.trade.close", "close", close_trade},
    {"alipay.trade.refund", "refund", refund_trade},
    {"alipay.trade.fastpay.refund.query", "query_refund", query_refund},
    {"alipay.data.dataservice.bill.downloadurl.query", "bill", find_bill},
};

const Method* method_named(std::string_view name) {
  const auto found = std::find_if(std::begin(methods), std::end(methods),
                                  [&](const Method& method) { return method.name == name; });
  return found == std::end(methods) ? nullptr : &*found;
}

std::string node_name(std::string method) {
  std::replace(method.begin(), method.end(), '.', '_');
  return method + "_response";
}

// The signature is over the node's exact bytes; the spoilt ones are spoilt after it.
std::string signed_body(const AlipayAccount* account, const Node& node, const Spoiling& spoiling) {
  std::string text = json::serialize(node.members);
  const auto tamper = spoiling.tamper;
  if (tamper == Tamper::empty_body) return "";
  const bool wrong = tamper == Tamper::forged || tamper == Tamper::probe || tamper == Tamper::unknown_serial;
  const bool has_sign = account && tamper != Tamper::unsigned_;
  const auto sign = has_sign ? account->alipay_key.sign_base64(wrong ? text + " " : text) : std::string{};
  if (tamper == Tamper::altered) text.insert(text.size() - 1, ",\"altered\":\"1\"");
  std::string body = "{\"" + node.name + "\":" + text;
  if (has_sign) body += ",\"sign\":\"" + sign + "\"";
  return body + "}";
}

web::Reply to_reply(std::string body, const Disturbance& disturbance) {
  if (disturbance.garbling == Garbling::garbage) body = crypto::random_bytes(256);
  if (disturbance.garbling == Garbling::truncated) body.resize(body.size() / 2);
  if (disturbance.garbling == Garbling::huge)
    body = "{\"padding\":\"" + std::string(disturbance.huge_bytes, 'x') + "\"}";
  web::Reply reply;
  reply.content_type = "text/html;charset=utf-8";
  reply.body = std::move(body);
  return reply;
}

web::Reply scripted_reply(const AlipayAccount& account, std::string name, const ScriptedError& error,
                          const Disturbance& disturbance) {
  if (!error.code.empty()) {
    Node node{std::move(name), {{"code", error.code}, {"msg", error.message}}};
    if (!error.sub_code.empty())
      node.members["sub_code"] = error.sub_code, node.members["sub_msg"] = error.message;
    return to_reply(signed_body(&account, node, disturbance.spoiling), disturbance);
  }
  web::Reply reply;
  reply.status = error.status;
  reply.content_type = "text/html;charset=utf-8";
  reply.body = "<html><body>" + std::to_string(error.status) + "</body></html>";
  return reply;
}

std::string subject_of(const json::object& content, Desk& desk, const AlipayAccount& account) {
  const auto* trade_no = content.if_contains("trade_no");
  if (trade_no && trade_no->is_string() && !trade_no->get_string().empty()) {
    const Trade* trade = desk.ledger.find_by_transaction(account.id, trade_no->get_string());
    return trade ? trade->out_trade_no : std::string{};
  }
  const auto* number = content.if_contains("out_trade_no");
  return number && number->is_string() ? std::string(number->get_string()) : std::string{};
}

asio::awaitable<web::Reply> serve(Desk& desk, web::Request& request) {
  Caller caller = authenticate(request, desk.accounts, desk.clock.now());
  const std::string method_name =
      caller.parameters.contains("method") ? caller.parameters["method"] : std::string{};
  const auto* method = method_named(method_name);
  Node node;
  if (!method_name.empty()) node.name = node_name(method_name);
  if (caller.refusal) {
    desk.metrics.signature_refused_total.Increment();
    node.members = refuse(*caller.refusal);
    co_return to_reply(signed_body(nullptr, node, {}), {});
  }
  if (!method) {
    node.members = refuse(invalid_method);
    co_return to_reply(signed_body(caller.account, node, {}), {});
  }
  boost::system::error_code broken;
  const auto& text = caller.parameters["biz_content"];
  const json::value content = text.empty() ? json::value(json::object{}) : json::parse(text, broken);
  if (broken || !content.is_object()) {
    node.members = refuse(bad_business_parameter, "biz_content");
    co_return to_reply(signed_body(caller.account, node, {}), {});
  }
  const std::string subject = subject_of(content.get_object(), desk, *caller.account);
  const auto disturbance = disturbance_for(desk, {"alipay", caller.account->id, method->operation, subject});
  const std::function<void()> work = [&] {
    Call call{desk, *caller.account, caller.parameters, content.get_object(), disturbance};
    node.members = method->work(call);
  };
  const Course course = co_await carry_out(desk, disturbance, caller.account->id, subject, work);
  if (course == Course::cut) {
    web::Reply nothing;
    nothing.ending = web::Ending::abort;
    co_return nothing;
  }
  if (course == Course::scripted_error)
    co_return scripted_reply(*caller.account, node.name, *disturbance.error, disturbance);
  co_return to_reply(signed_body(caller.account, node, disturbance.spoiling), disturbance);
}

asio::awaitable<web::Reply> download(Desk& desk, web::Request& request) {
  const auto file =
      desk.bills.get(std::string(request.query_value("token").value_or("")), "", desk.clock.now());
  web::Reply reply;
  reply.status = file ? 200 : 404;
  reply.content_type = file ? "application/zip" : "text/plain";
  reply.body = file.value_or("no such bill");
  co_return reply;
}

}  // namespace

void add_routes(web::Router& router, Desk& desk) {
  for (const auto http_method : {verb::get, verb::post}) {
    web::Route route;
    route.method = http_method;
    route.pattern = "/gateway.do";
    route.name = http_method == verb::get ? "alipay_gateway_get" : "alipay_gateway";
    route.summary = "The Alipay open-platform gateway";
    route.handler = [&desk](web::Request& request) { return serve(desk, request); };
    router.add(std::move(route));
  }
  web::Route bill;
  bill.method = verb::get;
  bill.pattern = "/alipay/bill";
  bill.name = "alipay_bill_download";
  bill.summary = "A bill's ZIP file";
  bill.handler = [&desk](web::Request& request) { return download(desk, request); };
  router.add(std::move(bill));
}

}  // namespace lunchrush::simulator::alipay
