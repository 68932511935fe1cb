// Which dishes come back with a refund: rules only. Counts are by line of the order, as the form has them.

const kitchens = new Set(['accepted', 'preparing', 'ready', 'completed']);

// [{line, name, left, unit_price}] of which something is left, told apart by their options; none where the order is not the kitchen's.
export function returnable(order) {
  if (!kitchens.has(order.status)) return [];
  return order.lines.map(({name, options = [], quantity, unit_price, returned = 0}, line) =>
    ({line, name: [name, ...options.map((option) => option.name)].join(' · '), left: quantity - returned, unit_price}))
    .filter((each) => each.left > 0);
}

// What the dishes cost, no more than can be refunded, and something; null: none is chosen, and nothing is proposed.
export function proposedFen(dishes, counts, most) {
  const fen = dishes.reduce((sum, {line, unit_price}) => sum + unit_price * (counts[line] ?? 0), 0);
  return chosenLines(counts).length ? Math.max(1, Math.min(fen, most)) : null;
}

// As the request has them.
export function chosenLines(counts) {
  return Object.entries(counts).filter(([, quantity]) => quantity > 0).map(([line, quantity]) => ({line: Number(line), quantity}));
}

// The whole order is not returned dish by dish: it is cancelled.
export function isWholeOrder(dishes, counts) {
  return dishes.length > 0 && dishes.every(({line, left}) => (counts[line] ?? 0) >= left);
}
