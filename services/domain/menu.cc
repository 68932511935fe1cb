#include "services/domain/menu.h"

#include <algorithm>
#include <unordered_set>

namespace lunchrush::domain {
namespace {

std::string at(std::string_view list, std::size_t index) {
  return "/" + std::string(list) + "/" + std::to_string(index);
}

void check_groups(const MenuDish& dish, const std::string& pointer, std::vector<FieldError>& faults) {
  std::unordered_set<std::string_view> codes;
  for (std::size_t g = 0; g != dish.option_groups.size(); ++g) {
    const auto& group = dish.option_groups[g];
    const auto here = pointer + at("option_groups", g);
    if (group.choose_min > group.choose_max || group.choose_min > static_cast<int>(group.options.size()))
      faults.push_back({here + "/choose_min", "unsatisfiable", "more choices are demanded than can be made"});
    for (std::size_t o = 0; o != group.options.size(); ++o)
      if (!codes.insert(group.options[o].code).second)
        faults.push_back(
            {here + at("options", o) + "/code", "duplicate", "an option code is used once per dish"});
  }
}

void check_components(const Menu& menu, const MenuDish& dish, const std::string& pointer,
                      std::vector<FieldError>& faults) {
  for (std::size_t c = 0; c != dish.components.size(); ++c) {
    const auto* part = menu.find(dish.components[c].sku);
    const auto here = pointer + at("components", c) + "/sku";
    if (part == nullptr)
      faults.push_back({here, "unknown_dish", "a set's part is a dish of the same menu"});
    else if (!part->components.empty())
      faults.push_back({here, "nested_set", "a set cannot hold a set"});
  }
}

}  // namespace

const MenuDish* Menu::find(std::string_view sku) const {
  const auto found = by_sku.find(sku);
  return found == by_sku.end() ? nullptr : &dishes[found->second];
}

Result<void> Menu::index() {
  std::vector<FieldError> faults;
  by_sku.clear();
  for (std::size_t i = 0; i != dishes.size(); ++i)
    if (!by_sku.emplace(dishes[i].sku, i).second)
      faults.push_back({at("dishes", i) + "/sku", "duplicate", "a sku is used once per menu"});
  for (std::size_t i = 0; i != dishes.size(); ++i) {
    check_groups(dishes[i], at("dishes", i), faults);
    check_components(*this, dishes[i], at("dishes", i), faults);
  }
  if (!faults.empty())
    return Error{ErrorCode::invalid_request, "the menu contradicts itself", std::move(faults)};

  for (auto& dish : dishes)
    for (const auto& part : dish.components) dish.sold_out = dish.sold_out || find(part.sku)->sold_out;
  return {};
}

namespace {

struct Fault {
  ErrorCode code;
  FieldError field;
};

const MenuOption* find_option(const MenuDish& dish, std::string_view code) {
  for (const auto& group : dish.option_groups)
    for (const auto& option : group.options)
      if (option.code == code) return &option;
  return nullptr;
}

std::optional<Fault> check_options(const MenuDish& dish, const WantedLine& wanted,
                                   const std::string& pointer) {
  for (std::size_t i = 0; i != wanted.options.size(); ++i) {
    const auto& code = wanted.options[i];
    if (find_option(dish, code) == nullptr)
      return Fault{
          ErrorCode::invalid_request,
          {pointer + at("options", i), "unknown_option", "'" + dish.sku + "' has no option '" + code + "'"}};
    if (std::find(wanted.options.begin(), wanted.options.begin() + static_cast<std::ptrdiff_t>(i), code) !=
        wanted.options.begin() + static_cast<std::ptrdiff_t>(i))
      return Fault{ErrorCode::invalid_request,
                   {pointer + at("options", i), "duplicate", "an option is taken once"}};
  }
  for (const auto& group : dish.option_groups) {
    const auto chosen = std::ranges::count_if(group.options, [&](const MenuOption& option) {
      return std::ranges::find(wanted.options, option.code) != wanted.options.end();
    });
    if (chosen < group.choose_min || chosen > group.choose_max)
      return Fault{ErrorCode::invalid_request,
                   {pointer + "/options", "option_count",
                    "take " + std::to_string(group.choose_min) + " to " + std::to_string(group.choose_max) +
                        " of '" + group.code + "'"}};
  }
  return std::nullopt;
}

std::optional<Fault> check_line(const MenuDish* dish, const WantedLine& wanted, const std::string& pointer) {
  if (dish == nullptr)
    return Fault{ErrorCode::invalid_request,
                 {pointer + "/sku", "unknown_dish", "'" + wanted.sku + "' is not on the menu"}};
  if (dish->sold_out)
    return Fault{ErrorCode::sold_out, {pointer + "/sku", "sold_out", "'" + wanted.sku + "' is sold out"}};
  return check_options(*dish, wanted, pointer);
}

// nullopt on overflow; amounts below zero are refused by the caller.
std::optional<OrderLine> line_of(const Menu& menu, const MenuDish& dish, const WantedLine& wanted) {
  OrderLine line{dish.sku, dish.name, wanted.quantity, dish.price, {}, {}, wanted.note, dish.station, {}};
  for (const auto& code : wanted.options) {
    const auto* option = find_option(dish, code);
    line.options.push_back({option->code, option->name, option->price_delta});
    const auto sum = line.unit_price.plus(option->price_delta);
    if (!sum) return std::nullopt;
    line.unit_price = *sum;
  }
  for (const auto& part : dish.components) {
    const auto* component = menu.find(part.sku);
    line.components.push_back(
        {component->sku, component->name, part.quantity * wanted.quantity, component->station});
  }
  const auto amount = line.unit_price.times(wanted.quantity);
  if (!amount || amount->fen() < 0) return std::nullopt;
  line.amount = *amount;
  return line;
}

// A dish's quantity limit holds for the whole order, however many lines it is spread over.
std::optional<Fault> check_quantities(const Menu& menu, const std::vector<WantedLine>& wanted) {
  std::unordered_map<std::string_view, std::int64_t> quantities;
  for (std::size_t i = 0; i != wanted.size(); ++i) {
    const auto* dish = menu.find(wanted[i].sku);
    auto& quantity = quantities[wanted[i].sku];
    quantity += wanted[i].quantity;
    if (wanted[i].quantity < 1 || quantity > dish->quantity_max)
      return Fault{
          ErrorCode::invalid_request,
          {at("lines", i) + "/quantity", "quantity_max",
           "'" + dish->sku + "' is sold " + std::to_string(dish->quantity_max) + " at most per order"}};
  }
  return std::nullopt;
}

Error to_error(Fault fault) {
  auto detail = fault.field.detail;
  return {fault.code, std::move(detail), {std::move(fault.field)}};
}

}  // namespace

Result<PricedLines> price(const Menu& menu, const std::vector<WantedLine>& wanted) {
  for (std::size_t i = 0; i != wanted.size(); ++i)
    if (auto fault = check_line(menu.find(wanted[i].sku), wanted[i], at("lines", i)))
      return to_error(std::move(*fault));
  if (auto fault = check_quantities(menu, wanted)) return to_error(std::move(*fault));

  PricedLines priced;
  priced.lines.reserve(wanted.size());
  for (std::size_t i = 0; i != wanted.size(); ++i) {
    auto line = line_of(menu, *menu.find(wanted[i].sku), wanted[i]);
    const auto total = line ? priced.total.plus(line->amount) : std::nullopt;
    if (!total || *total > order_total_max)
      return to_error(
          {ErrorCode::invalid_request, {at("lines", i), "total_max", "the order's total is out of bounds"}});
    priced.total = *total;
    priced.lines.push_back(std::move(*line));
  }
  // No gateway takes a payment of nothing, and what is given away is the till's business.
  if (priced.total.fen() < 1)
    return to_error({ErrorCode::invalid_request, {"/lines", "total_min", "an order costs at least one fen"}});
  return priced;
}

}  // namespace lunchrush::domain
