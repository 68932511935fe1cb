#include <cstdlib>

#include "services/web/problem_table.h"

namespace lunchrush::web {

using domain::ErrorCode;

ProblemHelp help_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_request:
      return {"请求的某个字段、参数或请求头不符合规则。", "按 errors 里的 pointer 逐项修正后再发送。",
              "A member, parameter or header breaks a rule.",
              "Correct each place named by a pointer in errors, then send again."};
    case ErrorCode::malformed_body:
      return {"请求体不是合法的 JSON 或 protobuf。", "detail 给出了出错的位置；请用标准库生成请求体。",
              "The body is neither valid JSON nor the protobuf message.",
              "detail says where; make the body with a library, not by hand."};
    case ErrorCode::idempotency_key_missing:
      return {"该接口要求 Idempotency-Key 请求头。", "为每一笔新请求生成一个唯一编号，重试时使用同一个编号。",
              "This route needs an Idempotency-Key header.",
              "Make a unique key for each new request and repeat it on every retry."};
    case ErrorCode::idempotency_key_invalid:
      return {"编号为空、超过 255 个字符、含有非打印字符，或请求头重复。",
              "使用 1–255 个可打印 ASCII 字符，且只发送一次。",
              "The key is empty, longer than 255, not printable ASCII, or there twice.",
              "Send one header with 1–255 printable ASCII characters."};
    case ErrorCode::unauthenticated:
      return {"没有凭证，或凭证无法识别。", "顾客请调用 POST /v1/sessions；设备与员工请检查 API 密钥。",
              "There is no credential, or it is not known.",
              "Guests call POST /v1/sessions; devices and staff check their API key."};
    case ErrorCode::session_expired:
      return {"顾客会话已过期。", "重新扫码，并把旧令牌放入 previous_token，身份与防重复编号继续有效。",
              "The guest's session has ended.",
              "Scan again and pass the old token as previous_token: identity and keys stay valid."};
    case ErrorCode::forbidden:
      return {"凭证有效，但其角色不允许此操作。", "换用有相应角色的密钥。",
              "The credential is good, but its role does not allow this.",
              "Use a key with the role the route asks for."};
    case ErrorCode::not_found:
      return {"对象不存在，或不属于当前凭证。", "检查编号以及凭证所属的门店。",
              "It does not exist, or belongs to somebody else.",
              "Check the id and the store the credential belongs to."};
    case ErrorCode::method_not_allowed:
      return {"该地址存在，但不支持此方法。", "使用 Allow 响应头中列出的方法。",
              "The address exists but not with this method.", "Use a method named in the Allow header."};
    case ErrorCode::not_acceptable:
      return {"Accept 中没有服务能提供的格式。", "接受 application/json 或 application/x-protobuf。",
              "Accept names no format this route has.", "Accept application/json or application/x-protobuf."};
    case ErrorCode::request_timeout:
      return {"请求没有在限定时间内完整到达。", "用同一个编号重试。",
              "The request did not arrive whole in time.", "Send it again with the same key."};
    case ErrorCode::in_progress:
      return {"同一编号的第一次请求仍在处理。", "按 Retry-After 等待后，用同一个编号重试。",
              "The first request with this key is still being worked on.",
              "Wait as Retry-After says and repeat with the same key."};
    case ErrorCode::price_changed:
      return {"expected_total 与服务端按菜单算出的金额不同。", "向顾客展示返回的报价，确认后用新编号下单。",
              "expected_total differs from our price.",
              "Show the quote in the answer; order again with a new key once confirmed."};
    case ErrorCode::menu_changed:
      return {"订单中的菜品或选项已不在当前菜单中。", "重新获取菜单后再选择。",
              "The order names dishes or options the menu no longer has.",
              "Fetch the menu again and choose anew."};
    case ErrorCode::sold_out:
      return {"订单中有菜品已沽清。", "errors 指明了菜品，去掉或更换后再下单。",
              "A dish of the order is sold out.", "errors names it; leave it out or choose another."};
    case ErrorCode::store_closed:
      return {"门店当前不接单。", "营业时间内再下单。", "The store takes no orders now.",
              "Order during opening hours."};
    case ErrorCode::state_conflict:
      return {"对象当前的状态不允许此操作。", "重新读取对象，按其状态决定下一步。",
              "The object's state does not allow this.", "Read it again and decide by its state."};
    case ErrorCode::client_order_no_taken:
      return {"同一门店已有订单使用该 client_order_no。", "查询该订单，或换一个编号。",
              "Another order of this store has this client_order_no.",
              "Look that order up, or use another number."};
    case ErrorCode::already_paid:
      return {"订单的款项已经收到。", "读取订单即可，无需再次付款。", "The order's money has arrived.",
              "Read the order; nothing more is due."};
    case ErrorCode::refund_exceeds_payment:
      return {"本次与已有退款之和超过了付款金额。", "读取订单，按剩余可退金额退款。",
              "This refund and earlier ones together exceed the payment.",
              "Read the order and refund at most what is left."};
    case ErrorCode::payment_refused:
      return {"支付渠道明确拒绝了这次付款。", "用新编号发起一次新的支付，或换一种方式。",
              "The gateway refused this payment for good.",
              "Start a new payment with a new key, or another method."};
    case ErrorCode::precondition_failed:
      return {"If-Match 的版本不是当前版本。", "重新读取，合并修改后再提交。",
              "If-Match names a version that is not the current one.",
              "Read again, merge your change, and send it."};
    case ErrorCode::body_too_large:
      return {"请求体超过上限。", "拆分或精简请求。", "The body is over the limit.",
              "Split the request or shorten it."};
    case ErrorCode::uri_too_long:
      return {"请求地址超过上限。", "精简查询参数。", "The target is over the limit.", "Shorten the query."};
    case ErrorCode::unsupported_media_type:
      return {"Content-Type 不受支持。", "使用 application/json 或 application/x-protobuf。",
              "The Content-Type is not known here.", "Send application/json or application/x-protobuf."};
    case ErrorCode::idempotency_key_reused:
      return {"该编号已用于内容不同的请求。", "重试时内容必须不变；新的请求使用新的编号。",
              "The key was used with another request.",
              "A retry must be unchanged; a new request needs a new key."};
    case ErrorCode::rate_limited:
      return {"调用超过了该凭证的频率限制。", "按 Retry-After 等待；RateLimit 响应头给出剩余额度。",
              "The caller went over its own limit.",
              "Wait as Retry-After says; the RateLimit header shows what is left."};
    case ErrorCode::header_too_large:
      return {"请求头过多或过大。", "减少请求头与 Cookie。", "The headers are too many or too long.",
              "Send fewer headers and cookies."};
    case ErrorCode::internal:
      return {"服务内部出错。", "用同一个编号重试；若持续出现，请提供 request_id。", "A fault of ours.",
              "Repeat with the same key; if it stays, tell us the request_id."};
    case ErrorCode::overloaded:
      return {"排队已满，请求在执行前被拒绝，什么都没有发生。", "按 Retry-After 等待后用同一个编号重试。",
              "The queue is full; the request was refused before anything was done.",
              "Wait as Retry-After says and repeat with the same key."};
    case ErrorCode::draining:
      return {"该实例正在下线。", "立即重试，会由其他实例处理。", "This replica is going away.",
              "Repeat at once; another replica answers."};
    case ErrorCode::unavailable:
      return {"依赖的服务暂时不可用，什么都没有发生。", "按 Retry-After 等待后用同一个编号重试。",
              "Something we need is away; nothing was done.",
              "Wait as Retry-After says and repeat with the same key."};
    case ErrorCode::gateway_unavailable:
      return {"支付渠道无法连接，没有发起扣款。", "稍后用同一个编号重试，或换一种支付方式。",
              "The payment gateway cannot be reached; nothing was charged.",
              "Repeat later with the same key, or use another method."};
    case ErrorCode::outcome_unknown:
      return {"操作可能已经完成，结果尚未确认。", "用同一个编号重试即可得知结果，不会重复执行。",
              "It may have been done; we do not know yet.",
              "Repeat with the same key: it finds out and does nothing twice."};
  }
  std::abort();
}

}  // namespace lunchrush::web
