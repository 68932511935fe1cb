// What a batch of decisions changed, and the one statement that writes it.
#pragma once

#include <array>
#include <pqxx/binarystring>
#include <vector>

#include "services/domain/family.h"
#include "services/postgres/array.h"
#include "services/postgres/families.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

// Rows that go to one place, as the arrays of their columns.
class Rows {
 public:
  Rows(std::initializer_list<ElementType> types) : columns_(types.begin(), types.end()) {}

  // A value for each column.
  template <class... Values>
  void add(const Values&... values) {
    auto column = columns_.begin();
    (put(*column++, values), ...);
    ++count_;
  }

  std::size_t count() const { return count_; }
  void append_to(std::vector<pqxx::binarystring>& parameters) const;

 private:
  template <class Value>
  static void put(Array& column, const Value& value) {
    column.add(value);
  }
  static void put(Array& column, const std::string& value);
  static void put(Array& column, bool value) { column.add_flag(value); }
  static void put(Array& column, int value) { column.add(std::int64_t{value}); }
  static void put(Array& column, domain::StoreId value) { column.add(std::int64_t{number(value)}); }
  static void put(Array& column, domain::Money value) { column.add(value.fen()); }

  std::vector<Array> columns_;
  std::size_t count_ = 0;
};

class FamilyChanges {
 public:
  FamilyChanges();
  void add(const domain::Family& family, const Because& because);

  // Throws GuardLost when a row is no longer at the version that was decided on.
  void write(Session& session, pqxx::transaction_base& transaction) const;

 private:
  // In the order of the statement's parts.
  enum Part {
    orders,
    intents,
    new_payments,
    payments,
    new_refunds,
    refunds,
    new_tickets,
    tickets,
    steps,
    parts_count
  };

  void add_payment(const domain::Order& order, const domain::Payment& payment);
  void add_refund(const domain::Order& order, const domain::Refund& refund);
  void add_ticket(const domain::Order& order, const domain::Ticket& ticket);
  void add_steps(const domain::Family& family, const Because& because);

  std::array<Rows, parts_count> rows_;
};

}  // namespace lunchrush::postgres
