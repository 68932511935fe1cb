#include "queries.h"
#include "services/postgres/work.h"

namespace lunchrush::postgres {
namespace {

template <class Figure>
domain::Result<std::vector<std::pair<std::string, Figure>>> read_figures(Session& session,
                                                                         const Statement& statement) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<std::pair<std::string, Figure>> figures;
    for (const auto& row : session.run(transaction, statement))
      figures.emplace_back(row[0].as<std::string>(), row[1].as<Figure>());
    return figures;
  });
}

}  // namespace

domain::Result<std::vector<std::pair<std::string, std::int64_t>>> check_invariants(Session& session) {
  return read_figures<std::int64_t>(session, sql::check_invariants);
}

domain::Result<std::vector<std::pair<std::string, double>>> read_backlog(Session& session) {
  return read_figures<double>(session, sql::read_backlog);
}

}  // namespace lunchrush::postgres
