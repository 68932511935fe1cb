// An answer of the Alipay gateway (2.2): the bytes of its node
// as they came, their signature, and what they say.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "services/crypto/rsa.h"

namespace lunchrush::gateways::alipay {

// "alipay.trade.query" → "alipay_trade_query_response"
std::string node_name(std::string_view method);

// The value of a member at the outermost level of a JSON object, as
// received: from its first byte to its last. nullopt when there is no such
// member, when it occurs twice, or when the text is not laid out like JSON.
std::optional<std::string_view> outer_member(std::string_view body, std::string_view name);

enum class Trust { verified, unsigned_refusal, none };

struct Node {
  Trust trust = Trust::none;
  boost::json::object object;  // empty when there is no trust
  std::string_view bytes;      // of the body
};

// `unsigned_refusal`: without a signature, but one of the codes that say "not executed" and nothing else
// (40001 and 40002 with isv.*). Anything else that does not verify is no statement at all.
Node read_answer(std::string_view body, std::string_view method, const crypto::PublicKey& key);

}  // namespace lunchrush::gateways::alipay
