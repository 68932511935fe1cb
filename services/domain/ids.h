// Ids: UUIDv7 (RFC 9562) whose low 32 bits carry the store number, so that any id names its shard. On the
// wire a prefix, '_' and 26 characters of lower-case Crockford base32, as TypeID writes them: "ord_01kay…".
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "services/domain/time.h"

namespace lunchrush::domain {

enum class StoreId : std::uint32_t {};
enum class MerchantId : std::uint32_t {};

constexpr std::uint32_t number(StoreId id) { return static_cast<std::uint32_t>(id); }
constexpr std::uint32_t number(MerchantId id) { return static_cast<std::uint32_t>(id); }

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;

  StoreId store() const;                                        // the low 32 bits
  std::string text() const;                                     // 8-4-4-4-12, as PostgreSQL writes it
  static std::optional<Uuid> from_text(std::string_view text);  // the same form, either case
  // UUIDv7 of that millisecond; 42 of entropy's bits are used.
  static Uuid v7(Instant at, std::uint64_t entropy, StoreId store);
};

void append_base32(std::string& out, const Uuid& uuid);  // 26 characters
std::string to_base32(const Uuid& uuid);
std::optional<Uuid> from_base32(std::string_view text);  // 26 lower-case characters, first one 0–7

template <class Tag>
struct Id {
  Uuid uuid;
  auto operator<=>(const Id&) const = default;

  StoreId store() const { return uuid.store(); }
  std::string text() const {
    std::string made;
    made.reserve(Tag::prefix.size() + 27);
    append_base32(made.append(Tag::prefix).append(1, '_'), uuid);
    return made;
  }
  static std::optional<Id> from_text(std::string_view text) {
    const auto head = Tag::prefix.size();
    if (text.size() != head + 27 || !text.starts_with(Tag::prefix) || text[head] != '_') return std::nullopt;
    const auto parsed = from_base32(text.substr(head + 1));
    if (!parsed) return std::nullopt;
    return Id{*parsed};
  }
};

struct OrderTag {
  static constexpr std::string_view prefix = "ord";
};
struct IntentTag {
  static constexpr std::string_view prefix = "pi";
};
struct PaymentTag {
  static constexpr std::string_view prefix = "pay";
};
struct RefundTag {
  static constexpr std::string_view prefix = "ref";
};
struct TicketTag {
  static constexpr std::string_view prefix = "tkt";
};
struct NotificationTag {
  static constexpr std::string_view prefix = "ntf";
};
struct GuestTag {
  static constexpr std::string_view prefix = "gst";
};

using OrderId = Id<OrderTag>;
using IntentId = Id<IntentTag>;
using PaymentId = Id<PaymentTag>;  // its text is the gateway's out_trade_no
using RefundId = Id<RefundTag>;    // its text is the gateway's out_refund_no
using TicketId = Id<TicketTag>;
using NotificationId = Id<NotificationTag>;
using GuestId = Id<GuestTag>;

}  // namespace lunchrush::domain

template <>
struct std::hash<lunchrush::domain::Uuid> {
  std::size_t operator()(const lunchrush::domain::Uuid& id) const noexcept {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};
