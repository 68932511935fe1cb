// data.dataservice.bill.downloadurl.query. Unlike the real gateway it also bills a day that is not over.
#include <boost/json/value.hpp>

#include "services/simulator/alipay/bill_file.h"
#include "services/simulator/alipay/call.h"

namespace lunchrush::simulator::alipay {

boost::json::object find_bill(Call& call) {
  const auto type = call.text("bill_type"), day = call.text("bill_date");
  if (type != "trade" && type != "signcustomer") return refuse(bad_business_parameter, "bill_type");
  if (day.size() != 10 && day.size() != 7) return refuse(bad_business_parameter, "bill_date");
  const auto now = call.desk.clock.now();
  const auto archive = bill_archive(call.desk.ledger, call.account, day, call.disturbance.bill, now);
  if (!archive) return refuse(bill_not_exist);
  const auto token = call.desk.bills.put(*archive, call.account.id, now);
  return succeed({{"bill_download_url", call.desk.public_url + "/alipay/bill?token=" + token}});
}

}  // namespace lunchrush::simulator::alipay
