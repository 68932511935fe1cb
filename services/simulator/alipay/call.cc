#include "services/simulator/alipay/call.h"

#include <boost/json/value.hpp>
#include <cmath>

#include "services/domain/money.h"

namespace lunchrush::simulator::alipay {

std::string Call::text(std::string_view name) const {
  const auto* value = content.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::optional<std::int64_t> Call::amount_fen(std::string_view name) const {
  const auto* value = content.if_contains(name);
  if (!value) return std::nullopt;
  if (value->is_string()) {
    const auto money = domain::from_yuan(value->get_string());
    return money ? std::optional(money->fen()) : std::nullopt;
  }
  if (!value->is_number()) return std::nullopt;
  const double fen = value->to_number<double>() * 100;
  const double rounded = std::round(fen);
  if (std::abs(fen - rounded) > 1e-6) return std::nullopt;
  return static_cast<std::int64_t>(rounded);
}

std::string Call::notify_url() const {
  const auto found = parameters.find("notify_url");
  return found == parameters.end() ? std::string{} : found->second;
}

Trade* named_trade(Call& call) {
  const auto trade_no = call.text("trade_no");
  if (!trade_no.empty()) return call.desk.ledger.find_by_transaction(call.account.id, trade_no);
  return call.desk.ledger.find(call.account.id, call.text("out_trade_no"));
}

Trade* existing_trade(Call& call) {
  Trade* trade = named_trade(call);
  if (!trade || trade->transaction_id.empty()) return nullptr;
  return trade;
}

}  // namespace lunchrush::simulator::alipay
