#include "services/postgres/order_json.h"

#include <stdexcept>

#include "services/postgres/values.h"
#include "services/telemetry/json_text.h"

namespace lunchrush::postgres {
namespace {

using telemetry::JsonObject;

// Writes `items` as an array; `write(object, item)` fills one member object.
template <class Items, class Write>
void append_array(std::string& out, const Items& items, Write write) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    JsonObject object(out);
    write(object, item);
  }
  out += ']';
}

}  // namespace

void append_service(std::string& out, const domain::Service& service) {
  JsonObject(out)
      .text("kind", name(service.kind))
      .text("table", service.table)
      .number("guests", service.guests);
}

void append_lines(std::string& out, const std::vector<domain::OrderLine>& lines) {
  append_array(out, lines, [&](JsonObject& object, const domain::OrderLine& line) {
    object.text("sku", line.sku)
        .text("name", line.name)
        .number("quantity", line.quantity)
        .number("unit_price", line.unit_price.fen());
    append_array(object.member("options"), line.options, [](JsonObject& it, const auto& option) {
      it.text("code", option.code).text("name", option.name).number("price_delta", option.price_delta.fen());
    });
    object.number("amount", line.amount.fen()).text("note", line.note).text("station", line.station);
    append_array(object.member("components"), line.components, [](JsonObject& it, const auto& part) {
      it.text("sku", part.sku)
          .text("name", part.name)
          .number("quantity", part.quantity)
          .text("station", part.station);
    });
  });
}

void append_items(std::string& out, const std::vector<domain::TicketItem>& items) {
  append_array(out, items, [&](JsonObject& object, const domain::TicketItem& item) {
    object.text("sku", item.sku).text("name", item.name).number("quantity", item.quantity);
    auto& options = object.member("options");
    options += '[';
    for (const auto& option : item.options) {
      if (&option != &item.options.front()) options += ',';
      telemetry::append_json_text(options, option);
    }
    options += ']';
    object.text("note", item.note).text("part_of", item.part_of);
    if (item.returned != 0) object.number("returned", item.returned);
  });
}

namespace {

std::string string_of(const json::object& row, std::string_view name) {
  return std::string(text_of(row, name));
}
int int_of(const json::object& row, std::string_view name) { return static_cast<int>(integer_of(row, name)); }

json::value parsed(std::string_view text) { return json::parse(json::string_view(text.data(), text.size())); }

domain::OrderLine to_line(const json::object& row) {
  domain::OrderLine line;
  line.sku = text_of(row, "sku");
  line.name = text_of(row, "name");
  line.quantity = int_of(row, "quantity");
  line.unit_price = money_of(row, "unit_price");
  line.amount = money_of(row, "amount");
  line.note = text_of(row, "note");
  line.station = text_of(row, "station");
  for (const auto& option : row.at("options").as_array()) {
    const auto& it = option.as_object();
    line.options.push_back({string_of(it, "code"), string_of(it, "name"), money_of(it, "price_delta")});
  }
  for (const auto& component : row.at("components").as_array()) {
    const auto& it = component.as_object();
    line.components.push_back(
        {string_of(it, "sku"), string_of(it, "name"), int_of(it, "quantity"), string_of(it, "station")});
  }
  return line;
}

domain::TicketItem to_item(const json::object& row) {
  domain::TicketItem item{string_of(row, "sku"),  string_of(row, "name"),   int_of(row, "quantity"), {},
                          string_of(row, "note"), string_of(row, "part_of")};
  for (const auto& option : row.at("options").as_array()) item.options.emplace_back(option.as_string());
  if (row.contains("returned")) item.returned = int_of(row, "returned");
  return item;
}

}  // namespace

domain::Service to_service(std::string_view text) {
  const auto value = parsed(text);
  const auto& row = value.as_object();
  const auto kind = domain::word_from_name<domain::ServiceKind>(text_of(row, "kind"));
  if (!kind) throw std::runtime_error("unknown kind of service");
  return {*kind, string_of(row, "table"), int_of(row, "guests")};
}

std::vector<domain::OrderLine> to_lines(std::string_view text) {
  std::vector<domain::OrderLine> lines;
  const auto rows = parsed(text);  // named: the loop would not keep it alive
  for (const auto& row : rows.as_array()) lines.push_back(to_line(row.as_object()));
  return lines;
}

std::vector<domain::TicketItem> to_items(std::string_view text) {
  std::vector<domain::TicketItem> items;
  const auto rows = parsed(text);
  for (const auto& row : rows.as_array()) items.push_back(to_item(row.as_object()));
  return items;
}

}  // namespace lunchrush::postgres
