#include "services/web/busy_reply.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "services/crypto/digest.h"
#include "services/web/problem.h"

namespace lunchrush::web {
namespace {

static_assert(ReturnTime::longest < std::chrono::seconds(10));  // one digit of Retry-After

constexpr std::string_view id_member = "\"request_id\":\"";
constexpr std::string_view wait_member = "\"retry_after_ms\":";

std::uint64_t draw_wait_ms(ReturnTime::Duration most) {
  const auto span =
      static_cast<std::uint64_t>(std::max(most - ReturnTime::least, ReturnTime::Duration{}).count());
  return static_cast<std::uint64_t>(ReturnTime::least.count()) + crypto::random_u64() % (span + 1);
}

std::size_t end_of(const std::string& body, std::string_view member) {
  const auto at = body.find(member);
  if (at == std::string::npos) throw std::logic_error("a problem without " + std::string(member));
  return at + member.size();
}

}  // namespace

BusyReply::Template::Template(Language language)
    : reply(problem({domain::ErrorCode::overloaded, ""}, language, "")) {
  const auto& body = reply.body;
  const auto id = end_of(body, id_member);
  const auto wait = end_of(body, wait_member);
  before_id = body.substr(0, id);
  after_id = body.substr(id, wait - id);
  after_wait = body.substr(body.find_first_not_of("0123456789", wait));
  const auto header =
      std::ranges::find(reply.headers, "Retry-After", [](const auto& each) { return each.first; });
  if (header == reply.headers.end()) throw std::logic_error("a problem without Retry-After");
  retry_after = static_cast<std::size_t>(header - reply.headers.begin());
}

BusyReply::BusyReply() : templates_{Template(Language::zh), Template(Language::en)} {}

const Reply& BusyReply::make(Language language, std::string_view request_id,
                             ReturnTime::Duration return_within) {
  auto& made = templates_[static_cast<std::size_t>(language)];
  const auto wait_ms = draw_wait_ms(return_within);
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), wait_ms).ptr;
  auto& body = made.reply.body;
  body.assign(made.before_id).append(request_id).append(made.after_id);
  body.append(digits.data(), end).append(made.after_wait);
  // Never later than what the body says: who reads headers alone comes in its time as well.
  made.reply.headers[made.retry_after].second.assign(1, static_cast<char>('0' + wait_ms / 1'000));
  return made.reply;
}

}  // namespace lunchrush::web
