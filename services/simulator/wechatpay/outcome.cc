#include "services/simulator/wechatpay/outcome.h"

#include <boost/json/serialize.hpp>

namespace lunchrush::simulator::wechatpay {

namespace json = boost::json;

Outcome refuse(const Refusal& refusal, std::string_view field, std::string_view issue) {
  json::object body{{"code", refusal.code}, {"message", refusal.message}};
  if (!field.empty()) body["detail"] = {{"field", field}, {"issue", issue}, {"location", "body"}};
  if (refusal.status == 401) body["message"] = issue.empty() ? refusal.message : issue;
  Outcome outcome;
  outcome.status = refusal.status;
  outcome.body = json::serialize(body);
  outcome.number = refusal.number;
  return outcome;
}

Outcome answer(const json::object& body) {
  Outcome outcome;
  outcome.body = json::serialize(body);
  return outcome;
}

}  // namespace lunchrush::simulator::wechatpay
