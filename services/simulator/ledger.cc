#include "services/simulator/ledger.h"

#include "services/simulator/record.h"

namespace lunchrush::simulator {
namespace {

namespace json = boost::json;

json::object to_json(const BillLine& line) {
  return {{"kind", line.kind == BillKind::pay ? "PAY" : "REFUND"},
          {"refund", line.refund},
          {"amount_fen", line.amount_fen},
          {"at_us", to_micros(line.at)}};
}

BillLine bill_line_from_json(const json::object& json, const Trade& trade) {
  BillLine line;
  line.kind = json.at("kind").as_string() == "PAY" ? BillKind::pay : BillKind::refund;
  line.trade = &trade;
  line.refund = json.at("refund").to_number<std::size_t>();
  line.amount_fen = json.at("amount_fen").as_int64();
  line.at = from_micros(json.at("at_us").as_int64());
  return line;
}

template <class Map>
auto* pointer_in(Map& map, std::string_view key) {
  const auto found = map.find(std::string(key));
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<Event> Ledger::replay(const std::function<void(const json::object&)>& other) {
  std::unordered_map<std::string, Event> waiting;
  journal_.replay([&](const json::object& line) {
    replay_line(line, waiting);
    other(line);
  });
  std::vector<Event> events;
  for (auto& [id, event] : waiting) events.push_back(std::move(event));
  return events;
}

void Ledger::replay_line(const json::object& line, std::unordered_map<std::string, Event>& waiting) {
  if (const auto* id = line.if_contains("done")) waiting.erase(std::string(id->as_string()));
  const auto* trade = line.if_contains("trade");
  if (!trade) return;
  const Trade& placed = place(trade_from_json(trade->as_object(), words_));
  if (const auto* bill = line.if_contains("bill"))
    bill_.push_back(bill_line_from_json(bill->as_object(), placed));
  if (const auto* event = line.if_contains("event")) {
    Event read = event_from_json(event->as_object(), words_);
    waiting.insert_or_assign(read.id, std::move(read));
  }
}

Trade* Ledger::find(std::string_view account, std::string_view out_trade_no) {
  const auto book = books_.find(account);
  if (book == books_.end()) return nullptr;
  const auto* found = pointer_in(book->second.by_number, out_trade_no);
  return found ? found->get() : nullptr;
}

Trade* Ledger::find_anywhere(std::string_view out_trade_no) {
  for (const auto& [account, book] : books_) {
    if (Trade* trade = find(account, out_trade_no)) return trade;
  }
  return nullptr;
}

Trade* Ledger::find_by_code(std::string_view code) {
  auto* found = pointer_in(codes_, code);
  return found ? *found : nullptr;
}

Trade* Ledger::find_by_transaction(std::string_view account, std::string_view transaction_id) {
  const auto book = books_.find(account);
  if (book == books_.end()) return nullptr;
  auto* found = pointer_in(book->second.by_transaction, transaction_id);
  return found ? *found : nullptr;
}

std::optional<RefundPlace> Ledger::find_refund(std::string_view account, std::string_view out_refund_no) {
  const auto book = books_.find(account);
  if (book == books_.end()) return std::nullopt;
  const auto* found = pointer_in(book->second.refunds, out_refund_no);
  if (!found) return std::nullopt;
  return *found;
}

std::vector<RefundPlace> Ledger::refunds_under_way() {
  std::vector<RefundPlace> places;
  for (auto& [account, book] : books_) {
    for (auto& [number, trade] : book.by_number) {
      for (std::size_t i = 0; i < trade->refunds.size(); ++i) {
        if (trade->refunds[i].state == RefundState::processing) places.push_back({trade.get(), i});
      }
    }
  }
  return places;
}

Trade& Ledger::add(Trade trade) {
  Trade& placed = place(std::move(trade));
  save(placed);
  return placed;
}

Trade& Ledger::place(Trade trade) {
  auto& slot = books_[trade.account].by_number[trade.out_trade_no];
  if (!slot) {
    ++trades_;
    slot = std::make_unique<Trade>(std::move(trade));
  } else {
    codes_.erase(slot->code);
    *slot = std::move(trade);
  }
  index(*slot);
  return *slot;
}

void Ledger::index(Trade& trade) {
  auto& book = books_[trade.account];
  if (!trade.code.empty()) codes_[trade.code] = &trade;
  if (!trade.transaction_id.empty()) book.by_transaction[trade.transaction_id] = &trade;
  for (std::size_t i = 0; i < trade.refunds.size(); ++i) {
    book.refunds.try_emplace(trade.refunds[i].out_refund_no, RefundPlace{&trade, i});
  }
}

void Ledger::renew_code(Trade& trade, std::string code) {
  codes_.erase(trade.code);
  trade.code = std::move(code);
  save(trade);
}

void Ledger::save(Trade& trade, const Consequence& consequence) {
  index(trade);
  if (consequence.bill) bill_.push_back(*consequence.bill);
  if (!journal_.kept()) return;
  json::object line{{"trade", simulator::to_json(trade)}};
  if (consequence.bill) line["bill"] = to_json(*consequence.bill);
  if (consequence.event) line["event"] = simulator::to_json(*consequence.event);
  journal_.append(line);
}

void Ledger::event_done(std::string_view id) {
  if (journal_.kept()) journal_.append({{"done", id}});
}

}  // namespace lunchrush::simulator
