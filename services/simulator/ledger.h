// All trades, how to find them, and the bill: the gateway's append-only truth of moved money. Every change is
// written to the journal before its caller goes on.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/simulator/event.h"
#include "services/simulator/journal.h"
#include "services/simulator/trade.h"
#include "services/simulator/words.h"

namespace lunchrush::simulator {

enum class BillKind { pay, refund };

struct BillLine {
  BillKind kind{};
  const Trade* trade = nullptr;
  std::size_t refund = 0;  // its place among the trade's refunds
  std::int64_t amount_fen = 0;
  domain::Instant at{};
};

struct RefundPlace {
  Trade* trade = nullptr;
  std::size_t index = 0;
  Refund& refund() const { return trade->refunds[index]; }
};

// What goes with a change of a trade, in the same line of the journal.
struct Consequence {
  std::optional<BillLine> bill;
  const Event* event = nullptr;
};

class Ledger {
 public:
  explicit Ledger(Journal& journal) : journal_(journal) {}
  // Rebuilds everything from the journal; answers the events nobody acknowledged. Called once, first. Lines
  // that are not the ledger's go to `other`.
  std::vector<Event> replay(const std::function<void(const boost::json::object&)>& other);

  Words& words() { return words_; }
  Trade* find(std::string_view account, std::string_view out_trade_no);
  Trade* find_anywhere(std::string_view out_trade_no);  // the first account's that has it
  Trade* find_by_code(std::string_view code);
  Trade* find_by_transaction(std::string_view account, std::string_view transaction_id);
  std::optional<RefundPlace> find_refund(std::string_view account, std::string_view out_refund_no);
  std::vector<RefundPlace> refunds_under_way();

  Trade& add(Trade trade);  // its number is free
  void save(Trade& trade, const Consequence& consequence = {});
  void renew_code(Trade& trade, std::string code);  // the old code names nothing any more
  void event_done(std::string_view id);             // acknowledged, or given up

  const std::deque<BillLine>& bill() const { return bill_; }
  std::size_t trades() const { return trades_; }

 private:
  struct Book {  // of one account
    std::unordered_map<std::string, std::unique_ptr<Trade>> by_number;
    std::unordered_map<std::string, Trade*> by_transaction;
    std::unordered_map<std::string, RefundPlace> refunds;
  };
  Trade& place(Trade trade);  // inserts, or overwrites the one with its number
  void index(Trade& trade);
  void replay_line(const boost::json::object& line, std::unordered_map<std::string, Event>& waiting);

  Journal& journal_;
  Words words_;
  std::unordered_map<std::string_view, Book> books_;
  std::unordered_map<std::string, Trade*> codes_;
  std::deque<BillLine> bill_;
  std::size_t trades_ = 0;
};

}  // namespace lunchrush::simulator
