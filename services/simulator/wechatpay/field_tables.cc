#include <array>

#include "services/simulator/wechatpay/fields.h"

namespace lunchrush::simulator::wechatpay {
namespace {

using enum Kind;
constexpr auto required = Need::required;
constexpr auto maybe = Need::optional;

constexpr Field amount[] = {{"total", number, required}, {"currency", text, maybe, 16}};
constexpr Field payer_openid[] = {{"openid", text, maybe, 128}};  // its absence has an answer of its own
constexpr Field payer_code[] = {{"auth_code", text, required, 32}};
constexpr Field goods[] = {{"merchant_goods_id", text, required, 32},
                           {"wechatpay_goods_id", text, maybe, 32},
                           {"goods_name", text, maybe, 256},
                           {"quantity", number, required},
                           {"unit_price", number, maybe}};
constexpr Field detail[] = {
    {"cost_price", number}, {"invoice_id", text, maybe, 32}, {"goods_detail", objects, maybe, 0, goods}};
constexpr Field store[] = {{"id", text, maybe, 32},
                           {"out_id", text, maybe, 32},
                           {"name", text, maybe, 256},
                           {"area_code", text, maybe, 32},
                           {"address", text, maybe, 512}};
constexpr Field h5_info[] = {{"type", text, required, 32},
                             {"app_name", text, maybe, 64},
                             {"app_url", text, maybe, 128},
                             {"bundle_id", text, maybe, 128},
                             {"package_name", text, maybe, 128}};
constexpr Field scene[] = {{"payer_client_ip", text, required, 45},
                           {"device_id", text, maybe, 32},
                           {"store_info", object, maybe, 0, store}};
constexpr Field h5_scene[] = {{"payer_client_ip", text, required, 45},
                              {"device_id", text, maybe, 32},
                              {"store_info", object, maybe, 0, store},
                              {"h5_info", object, required, 0, h5_info}};
constexpr Field code_scene[] = {{"store_info", object, required, 0, store},
                                {"device_id", text, maybe, 32},
                                {"device_ip", text, maybe, 45}};
constexpr Field settle[] = {{"profit_sharing", flag}};

constexpr std::array<Field, 12> common = {{{"appid", text, required, 32},
                                           {"mchid", text, required, 32},
                                           {"description", text, required, 127},
                                           {"out_trade_no", text, required, 32},
                                           {"time_expire", text, maybe, 64},
                                           {"attach", text, maybe, 128},
                                           {"notify_url", text, required, 255},
                                           {"goods_tag", text, maybe, 32},
                                           {"support_fapiao", flag},
                                           {"amount", object, required, 0, amount},
                                           {"detail", object, maybe, 0, detail},
                                           {"settle_info", object, maybe, 0, settle}}};

template <std::size_t N>
constexpr std::array<Field, common.size() + N> with(const Field (&extra)[N]) {
  std::array<Field, common.size() + N> all{};
  for (std::size_t i = 0; i < common.size(); ++i) all[i] = common[i];
  for (std::size_t i = 0; i < N; ++i) all[common.size() + i] = extra[i];
  return all;
}

constexpr auto jsapi = with({Field{"payer", object, maybe, 0, payer_openid},
                             Field{"scene_info", object, maybe, 0, scene}, Field{"limit_pay", texts}});
constexpr auto native = with({Field{"scene_info", object, maybe, 0, scene}, Field{"limit_pay", texts}});
constexpr auto h5 = with({Field{"scene_info", object, required, 0, h5_scene}, Field{"limit_pay", texts}});

constexpr Field codepay[] = {{"appid", text, required, 32},
                             {"mchid", text, required, 32},
                             {"description", text, required, 127},
                             {"out_trade_no", text, required, 32},
                             {"attach", text, maybe, 128},
                             {"goods_tag", text, maybe, 32},
                             {"support_fapiao", flag},
                             {"payer", object, required, 0, payer_code},
                             {"amount", object, required, 0, amount},
                             {"scene_info", object, required, 0, code_scene},
                             {"detail", Kind::free},
                             {"settle_info", object, maybe, 0, settle}};

constexpr Field from[] = {{"account", text, required, 32}, {"amount", number, required}};
constexpr Field refund_amount[] = {{"refund", number, required},
                                   {"total", number, required},
                                   {"currency", text, required, 16},
                                   {"from", objects, maybe, 0, from}};
constexpr Field refund_goods[] = {
    {"merchant_goods_id", text, required, 32}, {"wechatpay_goods_id", text, maybe, 32},
    {"goods_name", text, maybe, 256},          {"unit_price", number, required},
    {"refund_amount", number, required},       {"refund_quantity", number, required}};
constexpr Field refund[] = {{"transaction_id", text, maybe, 32},
                            {"out_trade_no", text, maybe, 32},
                            {"out_refund_no", text, required, 64},
                            {"reason", text, maybe, 80},
                            {"notify_url", text, maybe, 256},
                            {"funds_account", text, maybe, 32},
                            {"amount", object, required, 0, refund_amount},
                            {"goods_detail", objects, maybe, 0, refund_goods}};
constexpr Field close[] = {{"mchid", text, required, 32}};
constexpr Field reverse[] = {{"appid", text, required, 32}, {"mchid", text, required, 32}};

}  // namespace

std::span<const Field> order_fields(std::string_view product) {
  if (product == "jsapi") return jsapi;
  if (product == "h5") return h5;
  if (product == "codepay") return codepay;
  return native;  // app has the same members
}

std::span<const Field> refund_fields() { return refund; }
std::span<const Field> close_fields() { return close; }
std::span<const Field> reverse_fields() { return reverse; }

}  // namespace lunchrush::simulator::wechatpay
