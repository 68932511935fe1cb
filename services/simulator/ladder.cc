#include "services/simulator/ladder.h"

#include <array>

namespace lunchrush::simulator {
namespace {

using std::chrono::seconds;

// 15 retries in 24 h 4 min.
constexpr std::array<seconds, 15> wechatpay{seconds{15},    seconds{15},    seconds{30},    seconds{180},
                                            seconds{600},   seconds{1200},  seconds{1800},  seconds{1800},
                                            seconds{1800},  seconds{3600},  seconds{10800}, seconds{10800},
                                            seconds{10800}, seconds{21600}, seconds{21600}};
// 7 retries in 24 h 24 min.
constexpr std::array<seconds, 7> alipay{seconds{240},  seconds{600},   seconds{600},  seconds{3600},
                                        seconds{7200}, seconds{21600}, seconds{54000}};

}  // namespace

std::span<const seconds> ladder_of(GatewayKind gateway) {
  if (gateway == GatewayKind::alipay) return alipay;
  return wechatpay;
}

std::optional<seconds> wait_after(GatewayKind gateway, std::size_t attempts) {
  const auto ladder = ladder_of(gateway);
  if (attempts == 0 || attempts > ladder.size()) return std::nullopt;
  return ladder[attempts - 1];
}

}  // namespace lunchrush::simulator
