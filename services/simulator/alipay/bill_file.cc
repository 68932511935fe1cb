#include "services/simulator/alipay/bill_file.h"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "services/simulator/alipay/trade_view.h"
#include "services/simulator/alipay/zip.h"
#include "services/simulator/beijing.h"

namespace lunchrush::simulator::alipay {
namespace {

constexpr std::string_view detail_header =
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";
constexpr std::string_view summary_header =
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,"
    "商家优惠（元）,"
    "卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）";

struct Row {
  const Trade* trade = nullptr;
  const Refund* refund = nullptr;  // nullptr: the payment
  std::int64_t amount_fen = 0;     // negative for refunds
  domain::Instant at{};
  std::string out_trade_no;
};

struct Totals {
  std::size_t payments = 0, refunds = 0;
  std::int64_t paid_fen = 0, refunded_fen = 0;
};

std::string to_gbk(std::string_view text) {
  const std::unique_ptr<void, int (*)(iconv_t)> converter(iconv_open("GB18030", "UTF-8"), iconv_close);
  if (converter.get() == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error("iconv knows no GB18030");
  std::string in(text), out(text.size() * 2 + 16, '\0');
  char *from = in.data(), *to = out.data();
  std::size_t from_left = in.size(), to_left = out.size();
  if (iconv(converter.get(), &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1)) {
    throw std::runtime_error("a text of the bill is not UTF-8");
  }
  out.resize(out.size() - to_left);
  return out;
}

std::vector<Row> rows_of(const Ledger& ledger, const AlipayAccount& account, std::string_view day,
                         Totals& totals) {
  std::vector<Row> rows;
  for (const auto& line : ledger.bill()) {
    const bool pays = line.kind == BillKind::pay;
    if (line.trade->account != account.id || !to_beijing_day(line.at).starts_with(day)) continue;
    rows.push_back({line.trade, pays ? nullptr : &line.trade->refunds[line.refund],
                    pays ? line.amount_fen : -line.amount_fen, line.at, line.trade->out_trade_no});
    (pays ? totals.payments : totals.refunds) += 1;
    (pays ? totals.paid_fen : totals.refunded_fen) += line.amount_fen;
  }
  return rows;
}

void spoil(std::vector<Row>& rows, const BillScript& script) {
  if (script.changed_amount) rows.back().amount_fen += 1;
  if (script.missing_row) rows.pop_back();
  if (!script.extra_row || rows.empty()) return;
  Row extra = rows.back();
  extra.out_trade_no = "nobody_" + extra.out_trade_no.substr(0, 20);
  rows.push_back(extra);
}

std::string print(const Row& row) {
  return fmt::format(
      "{}\t,{}\t,{},{},{},{},,,,,{},{},{},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{},0.00,0.00,\r\n",
      row.trade->transaction_id, row.out_trade_no, row.refund ? "退款" : "交易", row.trade->description,
      to_beijing(row.trade->created_at), to_beijing(row.at), buyer_logon_id(*row.trade), yuan(row.amount_fen),
      yuan(row.amount_fen), row.refund ? row.refund->out_refund_no : "");
}

std::string detail(const std::vector<Row>& rows, const Totals& totals, const AlipayAccount& account,
                   std::string_view day, domain::Instant now) {
  std::string out = fmt::format(
      "#支付宝业务明细查询\r\n#账号：[{}0156]\r\n#起始日期：[{} 00:00:00]   终止日期：[{} 24:00:00]\r\n",
      account.seller_id, day, day);
  out += fmt::format(
      "#-----------------------------------------业务明细列表----------------------------------------\r\n{}"
      "\r\n",
      detail_header);
  for (const auto& row : rows) out += print(row);
  out += "#-----------------------------------------业务明细列表结束------------------------------------\r\n";
  out += fmt::format(
      "#交易合计：{}笔，商家实收共{}元，商家优惠共0.00元\r\n#退款合计：{}笔，商家实收退款共{}"
      "元，商家优惠退款共0.00元\r\n",
      totals.payments, yuan(totals.paid_fen), totals.refunds, yuan(-totals.refunded_fen));
  return out + fmt::format("#导出时间：[{}]\r\n", to_beijing(now));
}

std::string summary(const Totals& totals) {
  const auto net = yuan(totals.paid_fen - totals.refunded_fen);
  return fmt::format("#支付宝业务汇总查询\r\n{}\r\n合计,,{},{},{},{},0.00,0.00,0.00,0.00,0.00,{}\r\n",
                     summary_header, totals.payments, totals.refunds, net, net, net);
}

}  // namespace

std::optional<std::string> bill_archive(const Ledger& ledger, const AlipayAccount& account,
                                        std::string_view day, const BillScript& script, domain::Instant now) {
  Totals totals;
  auto rows = rows_of(ledger, account, day, totals);
  if (rows.empty()) return std::nullopt;
  spoil(rows, script);
  std::string digits(day);
  std::erase(digits, '-');
  const auto stem = account.seller_id + "0156_" + digits + "_";
  return zip({{to_gbk(stem + "业务明细.csv"), to_gbk(detail(rows, totals, account, day, now))},
              {to_gbk(stem + "业务明细(汇总).csv"), to_gbk(summary(totals))}});
}

}  // namespace lunchrush::simulator::alipay
