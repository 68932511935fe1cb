#include "services/postgres/write_families.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <mutex>
#include <string>

#include "queries.h"

namespace lunchrush::postgres {
namespace {

struct Part {
  const char* text;
  const char* written;  // the part's rows, to be counted; empty: not counted
};

constexpr std::array<Part, 9> parts{{
    {sql::write_families_orders_changed.text, "orders_changed"},
    {sql::write_families_intents_changed.text, "intents_changed"},
    {sql::write_families_payments_new.text, "payments_new"},
    {sql::write_families_payments_changed.text, "payments_changed"},
    {sql::write_families_refunds_new.text, "refunds_new"},
    {sql::write_families_refunds_changed.text, "refunds_changed"},
    {sql::write_families_tickets_new.text, "tickets_new"},
    {sql::write_families_tickets_changed.text, "tickets_changed"},
    {sql::write_families_steps.text, ""},
}};

// Appends `text` with its parameters' numbers moved up by `before`; answers how many it has.
int append_part(std::string& out, std::string_view text, int before) {
  int most = 0;
  for (std::size_t at = 0; at != text.size();) {
    out += text[at];
    if (text[at++] != '$') continue;
    int number = 0;
    for (; at != text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at)
      number = number * 10 + (text[at] - '0');
    out += std::to_string(before + number);
    most = std::max(most, number);
  }
  return most;
}

struct Composed {
  std::string name, text;
};

Composed compose(std::size_t set) {
  Composed made{"write_families_" + std::to_string(set), ""};
  std::string counted;
  int parameters = 0;
  for (std::size_t i = 0; i != parts.size(); ++i) {
    if ((set >> i & 1) == 0) continue;
    made.text += made.text.empty() ? "WITH " : ",\n";
    parameters += append_part(made.text, parts[i].text, parameters);
    if (*parts[i].written == '\0') continue;
    counted += counted.empty() ? "" : " + ";
    counted += std::string("(SELECT count(*) FROM ") + parts[i].written + ")";
  }
  made.text += "\nSELECT " + counted;
  return made;
}

}  // namespace

Statement write_families(std::size_t set) {
  static std::mutex mutex;
  static std::map<std::size_t, Composed> made;
  const std::scoped_lock lock(mutex);
  auto found = made.find(set);
  if (found == made.end()) found = made.emplace(set, compose(set)).first;
  return {found->second.name.c_str(), found->second.text.c_str()};
}

}  // namespace lunchrush::postgres
