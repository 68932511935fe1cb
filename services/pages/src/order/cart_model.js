// What is in the cart, what it costs on the present menu, and what has become of it since it was put there. A line:
// {sku, options, note, quantity, seen_price}; the price is the one the guest saw.
import { groupsOf, inMenuOrder, openGroups, optionOf, quantityMax, unitPrice } from './menu_model.js';

const LINES_MAX = 100; // of one order

export function quantityOf(cart, sku) {
  return cart.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0);
}

// As many as the dish's limit leaves; the same choice is one line.
export function added(cart, dish, { options = [], note = '', quantity = 1 }) {
  const wanted = { sku: dish.sku, options: inMenuOrder(dish, options), note: note.trim() };
  const room = quantityMax(dish) - quantityOf(cart, dish.sku);
  const more = Math.min(quantity, room);
  if (more < 1) return cart;
  const at = cart.findIndex((line) => sameChoice(line, wanted));
  if (at < 0 && cart.length >= LINES_MAX) return cart;
  const seen_price = unitPrice(dish, wanted.options);
  if (at < 0) return [...cart, { ...wanted, quantity: more, seen_price }];
  return cart.map((line, index) => (index === at ? { ...line, quantity: line.quantity + more, seen_price } : line));
}

export function withQuantity(cart, at, quantity, dish) {
  if (quantity < 1) return cart.filter((_, index) => index !== at);
  const others = quantityOf(cart, cart[at].sku) - cart[at].quantity;
  const most = dish ? quantityMax(dish) - others : quantity;
  return cart.map((line, index) => (index === at ? { ...line, quantity: Math.min(quantity, most) } : line));
}

// Each line with its dish, its price now and its faults: `gone`, `sold_out`, `options`, `over_max`; `price_changed` is
// news, no fault.
export function weighed(cart, menu) {
  const lines = cart.map((line) => weigh(line, cart, menu));
  return {
    lines,
    count: cart.reduce((sum, line) => sum + line.quantity, 0),
    total: lines.reduce((sum, line) => sum + line.amount, 0),
    sound: cart.length > 0 && lines.every((line) => line.faults.length === 0),
  };
}

function weigh(line, cart, menu) {
  const dish = menu?.by_sku.get(line.sku);
  if (!dish) return { ...line, dish: null, unit_price: line.seen_price, amount: 0, faults: ['gone'], price_changed: false };
  const faults = [];
  if (dish.sold_out) faults.push('sold_out');
  const options_gone = line.options.some((code) => !optionOf(dish, code));
  if (options_gone || openGroups(dish, line.options).length > 0) faults.push('options');
  if (quantityOf(cart, line.sku) > quantityMax(dish)) faults.push('over_max');
  const unit_price = unitPrice(dish, line.options);
  return { ...line, dish, unit_price, amount: unit_price * line.quantity, faults, price_changed: unit_price !== line.seen_price };
}

// The guest has seen the new prices.
export function repriced(cart, menu) {
  return cart.map((line) => {
    const dish = menu.by_sku.get(line.sku);
    return dish ? { ...line, seen_price: unitPrice(dish, line.options) } : line;
  });
}

export function needsSheet(dish) {
  return groupsOf(dish).length > 0;
}

// As POST /v1/orders wants it.
export function orderOf({ cart, total, session, kind, guests, note, channel }) {
  const service = { kind };
  if (kind === 'dine_in') Object.assign(service, { table: session.table, guests });
  return {
    store_id: session.store_id,
    channel,
    service,
    lines: cart.map(({ sku, quantity, options, note: wish }) => ({ sku, quantity, options, note: wish })),
    expected_total: total,
    note: note.trim(),
  };
}

// A refused order back in the cart, to be changed and sent anew.
export function cartOf(order, menu) {
  return order.lines.map(({ sku, quantity, options, note }) => {
    const dish = menu?.by_sku.get(sku);
    return { sku, quantity, options: options || [], note: note || '', seen_price: dish ? unitPrice(dish, options || []) : 0 };
  });
}

function sameChoice(line, other) {
  return line.sku === other.sku && line.note === other.note && line.options.join() === other.options.join();
}
