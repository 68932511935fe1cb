#include "services/web/problem_table.h"

#include <cstdlib>

namespace lunchrush::web {

using domain::ErrorCode;

// A title is what a guest reads on the phone: what happened, and what to do next.
ProblemKind kind_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_request:
      return {400,
              "invalid_request",
              false,
              "提交的内容有误，请检查后重试",
              "Something in the request is not right; check it and try again",
              0};
    case ErrorCode::malformed_body:
      return {400, "malformed_body", false, "提交的内容无法识别", "The request could not be read", 0};
    case ErrorCode::idempotency_key_missing:
      return {400,
              "idempotency_key_missing",
              false,
              "请求缺少防重复编号，请更新后重试",
              "The request lacks its Idempotency-Key",
              0};
    case ErrorCode::idempotency_key_invalid:
      return {400,
              "idempotency_key_invalid",
              false,
              "防重复编号格式不正确",
              "The Idempotency-Key is not well-formed",
              0};
    case ErrorCode::unauthenticated:
      return {401, "unauthenticated", false, "请重新扫描桌上的二维码", "Please scan the table code to start",
              0};
    case ErrorCode::session_expired:
      return {401,
              "session_expired",
              false,
              "会话已过期，请重新扫码",
              "Your session has ended; please scan the table code again",
              0};
    case ErrorCode::forbidden:
      return {403, "forbidden", false, "您没有权限进行此操作", "You are not allowed to do this", 0};
    case ErrorCode::not_found:
      return {404, "not_found", false, "没有找到您要的内容", "We could not find that", 0};
    case ErrorCode::method_not_allowed:
      return {
          405, "method_not_allowed", false, "此地址不支持该操作", "This address does not support that method",
          0};
    case ErrorCode::not_acceptable:
      return {
          406, "not_acceptable", false, "无法按要求的格式返回", "The answer is not available in that format",
          0};
    case ErrorCode::request_timeout:
      return {408,
              "request_timeout",
              true,
              "网络较慢，请求未能送达，请重试",
              "The request took too long to arrive; please try again",
              1};
    case ErrorCode::in_progress:
      return {409, "in_progress", true, "正在处理，请稍候", "We are still working on it; one moment please",
              1};
    case ErrorCode::price_changed:
      return {409,
              "price_changed",
              false,
              "价格有变动，请确认新的金额",
              "The price has changed; please confirm the new total",
              0};
    case ErrorCode::menu_changed:
      return {409,
              "menu_changed",
              false,
              "菜单已更新，请刷新后重新选择",
              "The menu has changed; please refresh and choose again",
              0};
    case ErrorCode::sold_out:
      return {409,
              "sold_out",
              false,
              "有菜品已售罄，请换一道",
              "Something is sold out; please choose another dish",
              0};
    case ErrorCode::store_closed:
      return {409,
              "store_closed",
              false,
              "门店已打烊，暂不接单",
              "The restaurant is closed and takes no orders now",
              0};
    case ErrorCode::state_conflict:
      return {409,
              "state_conflict",
              false,
              "订单状态已变化，请刷新查看",
              "The order has moved on; please refresh",
              0};
    case ErrorCode::client_order_no_taken:
      return {
          409, "client_order_no_taken", false, "该订单编号已被使用", "That order number is already in use",
          0};
    case ErrorCode::already_paid:
      return {409,
              "already_paid",
              false,
              "订单已支付，无需重复付款",
              "This order is already paid; no need to pay again",
              0};
    case ErrorCode::refund_exceeds_payment:
      return {409,
              "refund_exceeds_payment",
              false,
              "退款金额超过可退金额",
              "The refund is more than what is left to refund",
              0};
    case ErrorCode::payment_refused:
      return {409,
              "payment_refused",
              false,
              "支付未成功，请换一种支付方式",
              "The payment was declined; please try another way to pay",
              0};
    case ErrorCode::precondition_failed:
      return {412,
              "precondition_failed",
              false,
              "内容已被他人更新，请刷新后重试",
              "Someone changed this meanwhile; please refresh",
              0};
    case ErrorCode::body_too_large:
      return {413, "body_too_large", false, "提交的内容过大", "The request is too large", 0};
    case ErrorCode::uri_too_long:
      return {414, "uri_too_long", false, "请求地址过长", "The address is too long", 0};
    case ErrorCode::unsupported_media_type:
      return {415, "unsupported_media_type", false, "不支持该内容格式", "That content type is not supported",
              0};
    case ErrorCode::idempotency_key_reused:
      return {422,
              "idempotency_key_reused",
              false,
              "防重复编号已用于另一笔请求",
              "That Idempotency-Key belongs to another request",
              0};
    case ErrorCode::rate_limited:
      return {429,
              "rate_limited",
              true,
              "操作太频繁，请稍后再试",
              "That was a little too fast; please try again shortly",
              1};
    case ErrorCode::header_too_large:
      return {431, "header_too_large", false, "请求头过大", "The request headers are too large", 0};
    case ErrorCode::internal:
      return {500,
              "internal",
              true,
              "系统出错了，请稍后重试",
              "Something went wrong on our side; please try again",
              0};
    case ErrorCode::overloaded:
      return {503,
              "overloaded",
              true,
              "点餐的人太多，请稍后再试",
              "We are very busy; please try again in a moment",
              1};
    case ErrorCode::draining:
      return {503, "draining", true, "服务正在切换，请重试", "The service is moving; please try again", 1};
    case ErrorCode::unavailable:
      return {503,
              "unavailable",
              true,
              "系统暂时不可用，请稍后重试",
              "The service is away for a moment; please try again",
              2};
    case ErrorCode::gateway_unavailable:
      return {503,
              "gateway_unavailable",
              true,
              "支付渠道暂时不可用，请稍后或换一种支付方式",
              "The payment service is away; try again or pay another way",
              2};
    case ErrorCode::outcome_unknown:
      return {503,
              "outcome_unknown",
              true,
              "结果确认中，请重试查看，不会重复下单或扣款",
              "We are confirming the result; try again, nothing is done twice",
              1};
  }
  std::abort();
}

}  // namespace lunchrush::web
