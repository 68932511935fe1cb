#include "services/simulator/fingerprint.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>

#include "services/crypto/digest.h"

namespace lunchrush::simulator {
namespace {

namespace json = boost::json;

void append(std::string& out, const json::value& value) {
  if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& item : *array) append(out, item), out += ',';
    out += ']';
  } else if (const auto* object = value.if_object()) {
    std::map<std::string_view, const json::value*> sorted;
    for (const auto& [name, member] : *object) sorted.emplace(name, &member);
    out += '{';
    for (const auto& [name, member] : sorted)
      out += json::serialize(json::string(name)), out += ':', append(out, *member), out += ',';
    out += '}';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

Fingerprint fingerprint_of(std::string_view product, const json::value& request) {
  std::string text(product);
  append(text, request);
  const std::string digest = crypto::sha256(text);
  Fingerprint fingerprint;
  std::copy_n(digest.begin(), fingerprint.size(), fingerprint.begin());
  return fingerprint;
}

}  // namespace lunchrush::simulator
