#include "services/simulator/alipay/node.h"

#include <boost/json/value.hpp>

namespace lunchrush::simulator::alipay {
namespace {

namespace json = boost::json;

json::object with_code(std::string_view code, std::string_view msg, json::object members) {
  json::object out{{"code", code}, {"msg", msg}};
  for (auto& [name, value] : members) out.emplace(name, std::move(value));
  return out;
}

}  // namespace

json::object refuse(const Refusal& refusal) {
  return {{"code", refusal.code},
          {"msg", refusal.msg},
          {"sub_code", refusal.sub_code},
          {"sub_msg", refusal.sub_msg}};
}

json::object refuse(const Refusal& refusal, std::string_view what) {
  auto members = refuse(refusal);
  members["sub_msg"] = std::string(refusal.sub_msg) + "：" + std::string(what);
  return members;
}

json::object succeed(json::object members) { return with_code("10000", "Success", std::move(members)); }
json::object await_user(json::object members) {
  return with_code("10003", "order success pay inprocess", std::move(members));
}

}  // namespace lunchrush::simulator::alipay
