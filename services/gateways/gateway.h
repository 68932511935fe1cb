// One port for all gateways. An adapter knows its protocol and nothing of orders or SQL. Calls are coroutines
// on the caller's executor, are bounded by `deadline`, and never throw for what a gateway does. The caller
// holds the gateway's shared_ptr for as long as a call runs.
//
// What a gateway says about a payment or a refund comes back as evidence, also when it says "no such number"
// (finding not_found) or "your balance is short" (funds_short): one path leads to the rules. A CallFailure is
// for what says nothing about its state.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "services/domain/evidence.h"
#include "services/domain/money.h"
#include "services/domain/result.h"
#include "services/domain/time.h"

namespace lunchrush::gateways {

namespace asio = boost::asio;
using Deadline = std::chrono::steady_clock::time_point;

enum class Method { wechat_jsapi, wechat_native, wechat_code, alipay_precreate, alipay_code, alipay_create };

// Exactly as first sent: a repeat under the same number must be identical, or the gateway refuses it.
struct CreatePayment {
  Method method{};
  std::string out_trade_no;
  domain::Money amount;
  std::string description;  // adapters strip what their gateway refuses: 4-byte UTF-8 or "/=&"
  std::string payer;        // openid or buyer_open_id; where the method needs one
  std::string auth_code;    // code payments only
  domain::Instant expires_at{};
  std::string notify_url;
  std::string store_reference;  // store number, for scene_info / store_id
};

// What the guest's device needs next. Members are empty when they do not apply.
struct Action {
  std::string kind;      // "wechat_jsapi" | "qr_code" | "alipay_trade" | "none"
  std::string code_url;  // to show as QR
  std::string prepay_id;
  std::string trade_no;  // alipay_create: for my.tradePay
  // wechat_jsapi: appId, timeStamp, nonceStr, package, signType, paySign, as wx.requestPayment takes them
  std::vector<std::pair<std::string, std::string>> client_parameters;
};

// How a call ended. `done` carries the gateway's answer; the others say what may be believed (4.4).
enum class CallClass {
  done,
  not_executed,  // certainly not done; the same request may be repeated later
  refused,       // certainly not done, and never will be with these values
  already_done,  // the wished state or its opposite holds: query and adopt
  not_found,     // no such object now
  user_action,   // the user must do something else (balance, password, another code)
  funds_short,   // the merchant's balance (refunds)
  unknown,       // may have been done
};

struct CallFailure {
  CallClass call_class = CallClass::unknown;
  std::string code;        // the gateway's own code or sub_code
  std::string message;     // the gateway's words; shown to a guest only for user_action
  std::string request_id;  // the gateway's Request-ID / trace, for the log
};

template <class T>
using Answer = std::variant<T, CallFailure>;

struct Created {
  Action action;
  domain::PaymentEvidence evidence;  // code payments answer paid/open at once; the others `open`
};

struct Closed {
  // closed, paid ("already paid" was queried for you), open, failed, not_found or unknown
  domain::PaymentEvidence evidence;
};

struct RefundRequest {
  std::string out_trade_no;
  std::string out_refund_no;
  domain::Money amount;
  domain::Money payment_total;
  std::string reason;
  std::string notify_url;
};

struct Headers {
  // Case-insensitive look-up; nullopt when missing or present twice.
  virtual std::optional<std::string_view> find(std::string_view name) const = 0;
  virtual ~Headers() = default;
};

struct Verified {
  std::string notify_id;  // the gateway's id of this event: the first-level dedupe key
  std::string kind;       // "payment" | "refund"
  std::variant<domain::PaymentEvidence, domain::RefundEvidence> evidence;
};

struct Rejected {
  // A stable word for the metric: signature, timestamp, serial, probe, decrypt, malformed, …
  std::string reason;
  // When it can be read, trusted or not, so that a query may be scheduled; else empty.
  std::string out_trade_no;
  bool retry_wanted = true;  // false: an answer of failure is right but nobody needs to come again
  // The key it was signed with, by its name, when we have none of that name: learn_key() may bring it.
  std::string unknown_key = {};
};

struct Acknowledgement {
  unsigned status = 200;
  std::string content_type;
  std::string body;
};

class Gateway {
 public:
  virtual ~Gateway() = default;
  virtual std::string_view name() const = 0;  // "wechatpay" | "alipay"
  virtual std::string_view account_id() const = 0;

  virtual asio::awaitable<Answer<Created>> create(CreatePayment request, Deadline deadline) = 0;
  virtual asio::awaitable<Answer<domain::PaymentEvidence>> query(std::string out_trade_no, Method method,
                                                                 Deadline deadline) = 0;
  // Close, or for code payments and precreated codes reverse/cancel: afterwards the number cannot be paid.
  virtual asio::awaitable<Answer<Closed>> close(std::string out_trade_no, Method method,
                                                Deadline deadline) = 0;
  virtual asio::awaitable<Answer<domain::RefundEvidence>> refund(RefundRequest request,
                                                                 Deadline deadline) = 0;
  virtual asio::awaitable<Answer<domain::RefundEvidence>> query_refund(std::string out_trade_no,
                                                                       std::string out_refund_no,
                                                                       Deadline deadline) = 0;
  // Pure CPU: signature first, then everything else. `now` guards the timestamp window. Thread-safe.
  virtual std::variant<Verified, Rejected> verify_notification(const Headers& headers, std::string_view body,
                                                               domain::Instant now) const = 0;
  // Of a rejected message's unknown_key: asks the gateway for its keys, if that may help and was not tried a
  // moment ago, or waits for who is asking. True: it is known now, verify again. False is counted as a
  // rejection.
  virtual asio::awaitable<bool> learn_key(std::string name, Deadline deadline) = 0;
  // A refusal says 400; who could not store a genuine notification raises the status to 503.
  virtual Acknowledgement acknowledge(bool accepted) const = 0;
};

}  // namespace lunchrush::gateways
