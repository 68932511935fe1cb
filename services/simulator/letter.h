// One notification as it goes over the wire, and how it was varied on purpose.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/simulator/tamper.h"

namespace lunchrush::simulator {

struct Letter {
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Variation {
  Spoiling spoiling;                       // of the signature
  std::optional<std::int64_t> amount_fen;  // authentic, but not what was paid
  bool wrong_account = false;              // somebody else's mchid or seller_id
  bool unknown_order = false;              // an out_trade_no the merchant never gave
  bool wrong_app = false;                  // somebody else's appid or app_id
};

}  // namespace lunchrush::simulator
