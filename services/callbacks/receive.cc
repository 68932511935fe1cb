#include "services/callbacks/receive.h"

#include <array>

#include "services/callbacks/take.h"
#include "services/crypto/digest.h"
#include "services/telemetry/json_text.h"
#include "services/telemetry/log.h"
#include "services/web/problem.h"

namespace lunchrush::callbacks {
namespace {

constexpr char pattern[] = "/v1/notify/{gateway}/{account}";
constexpr unsigned unavailable = 503;

struct HeadersOf final : gateways::Headers {
  explicit HeadersOf(const web::Request& of) : request(of) {}
  std::optional<std::string_view> find(std::string_view name) const override {
    return request.header_count(name) == 1 ? request.header(name) : std::nullopt;
  }
  const web::Request& request;
};

// What belongs to a signature, kept so that a doubted message can be verified again.
constexpr std::array<std::string_view, 6> headers_kept{"Wechatpay-Timestamp",      "Wechatpay-Nonce",
                                                       "Wechatpay-Signature",      "Wechatpay-Serial",
                                                       "Wechatpay-Signature-Type", "Content-Type"};

std::string signed_headers(const web::Request& request) {
  std::string json;
  {
    telemetry::JsonObject object(json);
    for (const auto name : headers_kept)
      if (const auto value = request.header(name)) object.text(name, *value);
  }
  return json;
}

web::Reply reply_of(gateways::Acknowledgement acknowledgement) {
  web::Reply reply;
  reply.status = acknowledgement.status;
  reply.content_type = std::move(acknowledgement.content_type);
  reply.body = std::move(acknowledgement.body);
  return reply;
}

}  // namespace

domain::StoreId store_of(const postgres::Evidence& evidence) {
  if (const auto* payment = std::get_if<domain::PaymentEvidence>(&evidence)) {
    const auto id = domain::PaymentId::from_text(payment->out_trade_no);
    return id ? id->store() : domain::StoreId{0};
  }
  const auto id = domain::RefundId::from_text(std::get<domain::RefundEvidence>(evidence).out_refund_no);
  return id ? id->store() : domain::StoreId{0};
}

Receive::Receive(const gateways::Registry& registry, Inbox& inbox, Hints& hints, Reconcile& reconcile,
                 const Config& config, CallbacksMetrics& metrics)
    : registry_(registry),
      inbox_(inbox),
      hints_(hints),
      reconcile_(reconcile),
      limits_(config.receive),
      metrics_(metrics) {}

void Receive::add_routes(web::Router& router) {
  router.add({.method = web::http::verb::post,
              .pattern = pattern,
              .name = "receive_notification",
              .summary = "A gateway's notification, authenticated by its signature.",
              .handler = [this](web::Request& request) { return receive(request); },
              .priority = web::Priority::notification});
  router.add({.method = web::http::verb::get,
              .pattern = pattern,
              .name = "probe_notification",
              .summary = "Whether notifications of this account arrive here.",
              .handler = [this](web::Request& request) { return answer_probe(request); },
              .response_media_type = "text/plain"});
}

std::shared_ptr<gateways::Gateway> Receive::gateway_of(const web::Request& request) const {
  auto gateway = registry_.find(request.parameter("account").value_or(""));
  return gateway != nullptr && gateway->name() == request.parameter("gateway") ? gateway : nullptr;
}

Receive::Deadline Receive::deadline_of(const web::Request& request) const {
  return std::min(request.deadline, request.received + limits_.deadline);
}

asio::awaitable<web::Reply> Receive::answer_probe(web::Request& request) {
  if (gateway_of(request) == nullptr)
    co_return web::problem({domain::ErrorCode::not_found, "no such account"}, request);
  web::Reply reply;
  reply.content_type = "text/plain; charset=utf-8";
  reply.body = "notifications of this account are received here, by POST\n";
  co_return reply;
}

// Verifying takes some 15 µs (RSA-2048's public operation): less than handing it to another thread and back.
asio::awaitable<web::Reply> Receive::receive(web::Request& request) {
  const auto gateway = gateway_of(request);
  if (gateway == nullptr) co_return web::problem({domain::ErrorCode::not_found, "no such account"}, request);
  auto seen = gateway->verify_notification(HeadersOf(request), request.body, moment_now().now);
  if (const auto* rejected = std::get_if<gateways::Rejected>(&seen);
      rejected && !rejected->unknown_key.empty()) {
    // We have just started, or keys were exchanged: the message need not come again for that.
    const bool learnt = co_await gateway->learn_key(rejected->unknown_key, deadline_of(request));
    if (learnt) seen = gateway->verify_notification(HeadersOf(request), request.body, moment_now().now);
  }
  if (const auto* rejected = std::get_if<gateways::Rejected>(&seen))
    co_return refuse(*gateway, *rejected, request);
  co_return co_await store(gateway, std::move(std::get<gateways::Verified>(seen)), request);
}

web::Reply Receive::refuse(const gateways::Gateway& gateway, const gateways::Rejected& rejected,
                           const web::Request& request) {
  // What a forger wrote is logged only when it has the form of a number of ours.
  const auto named = domain::PaymentId::from_text(rejected.out_trade_no);
  telemetry::log(telemetry::Level::warn, "notification refused",
                 {{"account", gateway.account_id()},
                  {"reason", rejected.reason},
                  {"payment_id", named ? named->text() : ""},
                  {"trace_id", request.trace_id},
                  {"client", request.client_address}});
  hints_.ask_about(rejected.out_trade_no);
  return reply_of(gateway.acknowledge(false));
}

asio::awaitable<web::Reply> Receive::store(std::shared_ptr<gateways::Gateway> gateway,
                                           gateways::Verified verified, web::Request& request) {
  postgres::NewNotification message;
  message.store = store_of(verified.evidence);
  message.id = {domain::Uuid::v7(moment_now().now, crypto::random_u64(), message.store)};
  message.account = gateway->account_id();
  message.notify_id = std::move(verified.notify_id);
  message.evidence = std::move(verified.evidence);
  message.headers = signed_headers(request);
  message.body = request.body;
  message.trace_id = request.trace_id;
  const auto id = message.id.text();
  const auto accepted = co_await inbox_.submit(std::move(message), deadline_of(request));
  if (!accepted) {
    metrics_.notifications_unstored_total.Increment();
    telemetry::log(telemetry::Level::warn, "notification not stored",
                   {{"notification_id", id},
                    {"account", gateway->account_id()},
                    {"reason", accepted.error().detail},
                    {"trace_id", request.trace_id}});
    auto failure = gateway->acknowledge(false);
    failure.status = unavailable;
    co_return reply_of(std::move(failure));
  }
  if (accepted->duplicate)
    metrics_.notifications_duplicate_total.Increment();
  else if (accepted->settled)
    report(*accepted->settled, metrics_);
  else
    settle_later();
  co_return reply_of(gateway->acknowledge(true));
}

void Receive::settle_later() {
  metrics_.notifications_deferred_total.Increment();
  reconcile_.wake();
}

}  // namespace lunchrush::callbacks
