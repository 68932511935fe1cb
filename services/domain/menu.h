// A store's menu as pricing sees it, and the pricing of an order: options, sets, quantity limits, sold-out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/domain/ids.h"
#include "services/domain/money.h"
#include "services/domain/result.h"

namespace lunchrush::domain {

struct MenuOption {
  std::string code;
  std::string name;
  Money price_delta;
};

struct MenuOptionGroup {
  std::string code;
  int choose_min = 0;
  int choose_max = 1;
  std::vector<MenuOption> options;
};

struct MenuComponent {
  std::string sku;  // of a dish of the same menu
  int quantity = 1;
};

struct MenuDish {
  std::string sku;
  std::string name;
  Money price;
  std::string station;
  int quantity_max = 99;
  std::vector<MenuOptionGroup> option_groups;
  std::vector<MenuComponent> components;  // not empty: a set
  bool sold_out = false;                  // of itself, or of any part of a set
};

struct Menu {
  StoreId store{};
  std::int64_t version = 0;
  std::vector<MenuDish> dishes;
  std::unordered_map<std::string_view, std::size_t> by_sku;  // into dishes; views into their skus

  const MenuDish* find(std::string_view sku) const;
  // Fills by_sku and spreads sold_out from parts to sets. invalid_request with pointers
  // (/dishes/3/components/0/sku) when skus or option codes repeat, a part is unknown or itself a set, or a
  // group cannot be satisfied.
  Result<void> index();
};

inline constexpr int house_quantity_max = 99;

struct WantedLine {
  std::string sku;
  int quantity = 1;
  std::vector<std::string> options;
  std::string note;
};

struct LineOption {
  std::string code;
  std::string name;
  Money price_delta;
};

struct LineComponent {
  std::string sku;
  std::string name;
  int quantity = 1;  // for the whole line
  std::string station;
};

struct OrderLine {
  std::string sku;
  std::string name;
  int quantity = 1;
  Money unit_price;  // with its options
  std::vector<LineOption> options;
  Money amount;
  std::string note;
  std::string station;
  std::vector<LineComponent> components;
};

struct PricedLines {
  std::vector<OrderLine> lines;
  Money total;
};

// Errors: sold_out, or invalid_request (unknown_dish, unknown_option, option_count, quantity_max, total_max),
// each with pointers such as /lines/2/options/0.
Result<PricedLines> price(const Menu& menu, const std::vector<WantedLine>& wanted);

}  // namespace lunchrush::domain
