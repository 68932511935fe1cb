// Messages that the gateways themselves and other people's SDKs made. They belong
// to their publishers and are not part of this repository: a test reads them from
// ../shared/vectors when they are there, and says so loudly when they are not.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lunchrush::gateways::test {

// "wechat/aead-gunsluo" and the like, of every file there is; empty when the folder is absent.
std::vector<std::string> vector_names();
// nullopt, and a warning on the console, when the folder is absent.
std::optional<boost::json::value> vector_file(std::string_view name);

// Members by path: text_in(file, "inputs", "headers", "Wechatpay-Serial"). Missing ones throw: a vector
// without what it promises must not pass.
template <class... Names>
const boost::json::value& in(const boost::json::value& value, std::string_view name, Names... names) {
  const auto& member = value.as_object().at(name);
  if constexpr (sizeof...(names) == 0)
    return member;
  else
    return in(member, names...);
}
template <class... Names>
std::string text_in(const boost::json::value& value, Names... names) {
  return std::string(in(value, names...).as_string());
}

}  // namespace lunchrush::gateways::test
