// GET /v3/bill/tradebill and the download it leads to. Unlike the real gateway it also bills a day that is
// not over.
#include <zlib.h>

#include <boost/json/value.hpp>
#include <stdexcept>

#include "services/crypto/digest.h"
#include "services/simulator/wechatpay/bill_file.h"
#include "services/simulator/wechatpay/call.h"

namespace lunchrush::simulator::wechatpay {
namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;  // zlib's way to ask for a gzip header
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib cannot start");
  }
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::optional<BillType> bill_type(std::string_view name) {
  if (name == "ALL") return BillType::all;
  if (name == "SUCCESS") return BillType::success;
  if (name == "REFUND") return BillType::refund;
  return std::nullopt;
}

}  // namespace

Outcome make_trade_bill(Call& call) {
  const auto type = bill_type(call.request.query_value("bill_type").value_or("ALL"));
  if (!type) return refuse(bad_parameter, "bill_type", "must be ALL, SUCCESS or REFUND");
  const auto day = call.request.query_value("bill_date").value_or("");
  if (day.size() != 10) return refuse(bad_parameter, "bill_date", "must be yyyy-MM-dd");
  const auto packing = call.request.query_value("tar_type").value_or("");
  if (!packing.empty() && packing != "GZIP") return refuse(bad_parameter, "tar_type", "must be GZIP");
  const auto& script = call.disturbance.bill;
  const auto file = trade_bill(call.desk.ledger, call.account, day, *type, script);
  if (!file) return refuse(statement_missing);
  const auto hash = crypto::to_hex(crypto::sha1(script.wrong_hash ? *file + "\n" : *file));
  const auto token =
      call.desk.bills.put(packing.empty() ? *file : gzip(*file), call.account.id, call.desk.clock.now());
  return answer({{"hash_type", "SHA1"},
                 {"hash_value", hash},
                 {"download_url", call.desk.public_url + "/v3/billdownload/file?token=" + token}});
}

Outcome download_bill(Call& call) {
  const std::string token(call.request.query_value("token").value_or(""));
  auto file = call.desk.bills.get(token, call.account.id, call.desk.clock.now());
  if (!file) return refuse(no_such_resource);
  Outcome outcome;
  outcome.body = std::move(*file);
  outcome.content_type = "application/octet-stream";
  outcome.signed_answer = false;
  return outcome;
}

}  // namespace lunchrush::simulator::wechatpay
