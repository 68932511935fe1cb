#include "services/simulator/wechatpay/bill_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <vector>

#include "services/domain/money.h"
#include "services/simulator/beijing.h"
#include "services/simulator/wechatpay/trade_view.h"

namespace lunchrush::simulator::wechatpay {
namespace {

using Row = std::map<std::string_view, std::string>;

constexpr std::array<std::string_view, 29> columns{
    "交易时间",     "公众账号ID",     "商户号",       "特约商户号",   "设备号",       "微信订单号",
    "商户订单号",   "用户标识",       "交易类型",     "交易状态",     "付款银行",     "货币种类",
    "应结订单金额", "代金券金额",     "退款申请时间", "退款成功时间", "微信退款单号", "商户退款单号",
    "退款金额",     "充值券退款金额", "退款类型",     "退款状态",     "商品名称",     "商户数据包",
    "手续费",       "费率",           "订单金额",     "申请退款金额", "费率备注"};
constexpr std::array<std::string_view, 2> refund_bill_only{"退款申请时间", "退款成功时间"};
constexpr std::array<std::string_view, 7> not_in_success_bill{
    "微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态", "申请退款金额"};
constexpr std::int64_t fee_per_fen = 6;  // in 1/1000 fen: 0.60 %

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string_view> columns_of(BillType type) {
  std::vector<std::string_view> chosen;
  for (const auto column : columns) {
    if (type != BillType::refund && is_in(refund_bill_only, column)) continue;
    if (type == BillType::success && is_in(not_in_success_bill, column)) continue;
    chosen.push_back(column);
  }
  return chosen;
}

std::string yuan(std::int64_t fen) { return domain::to_yuan(domain::Money(fen)); }
std::string fee(std::int64_t thousandths_of_fen) {
  const auto size = std::abs(thousandths_of_fen);
  return fmt::format("{}{}.{:05}", thousandths_of_fen < 0 ? "-" : "", size / 100'000, size % 100'000);
}

Row row_of(const WechatAccount& account, const Trade& trade) {
  return {{"公众账号ID", std::string(trade.app_id)},
          {"商户号", account.mchid},
          {"特约商户号", "0"},
          {"设备号", ""},
          {"微信订单号", trade.transaction_id},
          {"商户订单号", trade.out_trade_no},
          {"用户标识", trade.payer},
          {"交易类型", std::string(trade_type(trade))},
          {"付款银行", "OTHERS"},
          {"货币种类", "CNY"},
          {"代金券金额", "0.00"},
          {"充值券退款金额", "0.00"},
          {"商品名称", trade.description},
          {"商户数据包", std::string(trade.attach)},
          {"费率", "0.60%"},
          {"费率备注", ""}};
}

Row payment_row(const WechatAccount& account, const Trade& trade) {
  Row row = row_of(account, trade);
  row.merge(Row{{"交易时间", to_beijing(*trade.paid_at)},
                {"交易状态", "SUCCESS"},
                {"应结订单金额", yuan(trade.amount_fen)},
                {"微信退款单号", "0"},
                {"商户退款单号", "0"},
                {"退款金额", "0.00"},
                {"退款类型", ""},
                {"退款状态", ""},
                {"手续费", fee(trade.amount_fen * fee_per_fen)},
                {"订单金额", yuan(trade.amount_fen)},
                {"申请退款金额", "0.00"}});
  return row;
}

std::string refund_state(const Refund& refund) {
  if (refund.state == RefundState::success) return "SUCCESS";
  return refund.state == RefundState::processing ? "PROCESSING" : "FAIL";
}

Row refund_row(const WechatAccount& account, const Trade& trade, const Refund& refund) {
  Row row = row_of(account, trade);
  const auto settled = refund.state == RefundState::success ? to_beijing(*refund.settled_at) : std::string{};
  row.merge(Row{{"交易时间", to_beijing(refund.created_at)},
                {"交易状态", "REFUND"},
                {"应结订单金额", "0.00"},
                {"退款申请时间", to_beijing(refund.created_at)},
                {"退款成功时间", settled},
                {"微信退款单号", refund.refund_id},
                {"商户退款单号", refund.out_refund_no},
                {"退款金额", yuan(refund.amount_fen)},
                {"退款类型", "ORIGINAL"},
                {"退款状态", refund_state(refund)},
                {"手续费", fee(-refund.amount_fen * fee_per_fen)},
                {"订单金额", "0.00"},
                {"申请退款金额", yuan(refund.amount_fen)}});
  return row;
}

struct Sums {
  std::int64_t rows = 0, paid_fen = 0, refunded_fen = 0;
};

// Payments belong to the day they succeeded, refunds to the day they were accepted.
std::vector<Row> rows_of(const Ledger& ledger, const WechatAccount& account, std::string_view day,
                         BillType type, Sums& sums) {
  std::vector<Row> rows;
  for (const auto& line : ledger.bill()) {
    if (line.kind != BillKind::pay || line.trade->account != account.id) continue;
    const Trade& trade = *line.trade;
    if (type != BillType::refund && to_beijing_day(*trade.paid_at) == day) {
      rows.push_back(payment_row(account, trade));
      sums.paid_fen += trade.amount_fen;
    }
    if (type == BillType::success) continue;
    for (const auto& refund : trade.refunds) {
      if (to_beijing_day(refund.created_at) != day) continue;
      rows.push_back(refund_row(account, trade, refund));
      sums.refunded_fen += refund.amount_fen;
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.at("交易时间") < b.at("交易时间"); });
  sums.rows = static_cast<std::int64_t>(rows.size());
  return rows;
}

void spoil(std::vector<Row>& rows, const BillScript& script) {
  if (script.changed_amount) rows.back()["订单金额"] = "0.01";
  if (script.missing_row) rows.pop_back();
  if (!script.extra_row || rows.empty()) return;
  Row extra = rows.back();
  extra["商户订单号"] = "nobody_" + extra["商户订单号"].substr(0, 20);
  extra["微信订单号"] = std::string(28, '4');
  rows.push_back(std::move(extra));
}

void append(std::string& file, std::span<const std::string> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) file.append(i ? ",`" : "`").append(cells[i]);
  file += "\r\n";
}

}  // namespace

std::optional<std::string> trade_bill(const Ledger& ledger, const WechatAccount& account,
                                      std::string_view day, BillType type, const BillScript& script) {
  Sums sums;
  auto rows = rows_of(ledger, account, day, type, sums);
  if (rows.empty()) return std::nullopt;
  spoil(rows, script);
  const auto chosen = columns_of(type);
  std::string file = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < chosen.size(); ++i) file.append(i ? "," : "").append(chosen[i]);
  file += "\r\n";
  for (auto& row : rows) {
    std::vector<std::string> cells;
    for (const auto column : chosen) cells.push_back(row[column]);
    append(file, cells);
  }
  file += "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n";
  const std::array<std::string, 7> summary{std::to_string(sums.rows),
                                           yuan(sums.paid_fen),
                                           yuan(sums.refunded_fen),
                                           "0.00",
                                           fee((sums.paid_fen - sums.refunded_fen) * fee_per_fen),
                                           yuan(sums.paid_fen),
                                           yuan(sums.refunded_fen)};
  append(file, summary);
  return file;
}

}  // namespace lunchrush::simulator::wechatpay
