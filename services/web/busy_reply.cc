#include "services/web/busy_reply.h"

#include <array>
#include <charconv>
#include <stdexcept>

#include "services/crypto/digest.h"
#include "services/web/problem.h"

namespace lunchrush::web {
namespace {

constexpr std::string_view id_member = "\"request_id\":\"";
constexpr std::string_view wait_member = "\"retry_after_ms\":";

// Up to half as much again, so that those refused together do not come back together.
std::uint64_t jittered_wait_ms() {
  static const auto least =
      static_cast<std::uint64_t>(problem_kind(domain::ErrorCode::overloaded).retry_after_seconds * 1'000);
  return least + crypto::random_u64() % (least / 2 + 1);
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
}

BusyReply::BusyReply() : templates_{Template(Language::zh), Template(Language::en)} {}

const Reply& BusyReply::make(Language language, std::string_view request_id) {
  auto& made = templates_[static_cast<std::size_t>(language)];
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), jittered_wait_ms()).ptr;
  auto& body = made.reply.body;
  body.assign(made.before_id).append(request_id).append(made.after_id);
  body.append(digits.data(), end).append(made.after_wait);
  return made.reply;
}

}  // namespace lunchrush::web
