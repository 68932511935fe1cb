#include "services/postgres/order_json.h"

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
  });
}

}  // namespace lunchrush::postgres
