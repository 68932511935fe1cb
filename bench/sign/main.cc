// lunchrush-sign ACCOUNTS ACCOUNT OUT COUNT [STORE]     of payments that nobody started
// lunchrush-sign ACCOUNTS ACCOUNT OUT --payments FILE   of those in FILE: out_trade_no and fen, a line each
#include <charconv>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string_view>

#include "bench/sign/notices.h"

namespace {

using namespace lunchrush;

constexpr std::uint32_t demo_store = 1001;
constexpr char usage[] =
    "usage: lunchrush-sign ACCOUNTS ACCOUNT OUT COUNT [STORE]     notifications of payments that nobody "
    "started\n"
    "       lunchrush-sign ACCOUNTS ACCOUNT OUT --payments FILE   of those in FILE: out_trade_no and fen, a "
    "line each\n"
    "\n"
    "Writes whole, signed HTTP requests to OUT, for lunchrush-load notifications; valid for five minutes. "
    "ACCOUNTS is\n"
    "the simulator's file (deploy/local/make-accounts.sh), ACCOUNT the id of a WeChat Pay account in it.\n";

int fail(const std::string& reason, int status) {
  std::cerr << "lunchrush-sign: " << reason << "\n";
  return status;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
  return value;
}

std::vector<bench::Payment> read_payments(const std::string& path) {
  std::ifstream file(path);
  std::vector<bench::Payment> payments;
  for (bench::Payment payment; file >> payment.out_trade_no >> payment.amount_fen;)
    payments.push_back(payment);
  return payments;
}

int sign(const std::string& accounts_file, const std::string& account_id, const std::string& out,
         const std::vector<bench::Payment>& payments) {
  std::ifstream file(accounts_file);
  std::ostringstream text;
  text << file.rdbuf();
  auto accounts = simulator::read_accounts(text.str());
  if (!accounts) return fail(accounts_file + ": " + accounts.error().detail, 1);
  const auto* account = accounts->wechat_by_id(account_id);
  if (account == nullptr) return fail("no WeChat Pay account " + account_id + " in " + accounts_file, 1);
  std::ofstream written(out, std::ios::binary);
  if (!(written << bench::signed_requests(*account, payments)).flush()) return fail("cannot write " + out, 1);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> said(argv + 1, argv + argc);
  if (!said.empty() && (said[0] == "--help" || said[0] == "-h")) return std::cout << usage, 0;
  if (said.size() < 4 || said.size() > 5) return std::cerr << usage, 2;
  if (said[3] == "--payments") {
    const auto payments = said.size() == 5 ? read_payments(said[4]) : std::vector<bench::Payment>{};
    if (payments.empty()) return fail("--payments takes a file with a payment on each line", 2);
    return sign(said[0], said[1], said[2], payments);
  }
  const auto count = number(said[3]);
  const auto store = said.size() == 5 ? number(said[4]) : demo_store;
  if (!count || !store) return fail("COUNT and STORE are positive numbers", 2);
  return sign(said[0], said[1], said[2], bench::unknown_payments(*count, *store));
}
