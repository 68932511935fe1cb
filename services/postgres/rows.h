// Rows to domain objects. A statement lists an object's columns always in the same order, and they are read
// one after the other.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>

#include "services/domain/family.h"

namespace lunchrush::postgres {

// The columns of one row, from left to right. Throws std::runtime_error for what cannot be read: the schema
// is ours.
class Columns {
 public:
  explicit Columns(const pqxx::row& row) : row_(row) {}

  bool next_is_null() const;
  void skip(int columns) { at_ += columns; }

  std::string_view text();  // "" for null; valid as long as the result is
  std::string string() { return std::string(text()); }
  std::string bytes();  // of bytea; "" for null
  std::int64_t integer();
  int small() { return static_cast<int>(integer()); }
  bool flag();
  domain::Money money() { return domain::Money{integer()}; }
  domain::Uuid uuid();
  domain::Instant instant();
  std::optional<domain::Instant> maybe_instant();
  template <class Status>
  Status status() {
    return known(domain::from_name<Status>(text()));
  }
  template <class Word>
  Word word() {
    return known(domain::word_from_name<Word>(text()));
  }

 private:
  template <class Value>
  Value known(std::optional<Value> value) const {
    if (!value) wrong();
    return *value;
  }
  [[noreturn]] void wrong() const;

  const pqxx::row& row_;
  int at_ = 0;
};

// Each reads its object's columns as load_families.sql lists them.
domain::Order to_order(Columns& columns);
domain::Intent to_intent(Columns& columns, domain::OrderId order);
domain::StorePolicy to_policy(Columns& columns);
domain::Payment to_payment(Columns& columns);
domain::Refund to_refund(Columns& columns);
domain::Ticket to_ticket(Columns& columns);  // as load_tickets.sql does, after the order's id

std::string wire_id(domain::Object object, const domain::Uuid& id);  // "ord_…", "pay_…"

}  // namespace lunchrush::postgres
