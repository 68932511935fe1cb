// From what the server says to what is shown. Pure: no clock, no network.
export const limits = {
  paymentOldMs: 10 * 60_000,  // an open payment that is older waits for something that does not come
  behindMs: 60_000,           // figures that are later than this are said to be late
  readOldMs: 90_000,
};

export const net = (figures) => figures.received - figures.refunded;
export const average = (figures) => (figures.orders_accepted ? Math.round(figures.accepted / figures.orders_accepted) : 0);

export function dayBefore(date) {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - 1);
  return at.toISOString().slice(0, 10);
}

const zero = {orders_placed: 0, placed: 0, orders_accepted: 0, accepted: 0, orders_cancelled: 0, orders_expired: 0, payments_received: 0,
  received: 0, aside: 0, refunded: 0, returned: 0};

export const add = (one, other) => Object.fromEntries(Object.keys(zero).map((name) => [name, one[name] + other[name]]));

// The day before, up to the time of day that it is now. null: it says nothing.
export function untilSameTime(before, today) {
  if (!before?.slots.length) return null;
  const passed = Date.parse(today.server_time) - Date.parse(today.begins_at);
  const sofar = before.slots.filter((slot) => Date.parse(slot.at) - Date.parse(before.begins_at) < passed);
  return sofar.reduce((sum, slot) => add(sum, slot.figures), zero);
}

// In percent, rounded; null where there is nothing to compare with.
export const change = (now, then) => (then > 0 ? Math.round((now - then) / then * 100) : null);

const binMs = 15 * 60_000;

// Three lists for a plot, a quarter of an hour each, from the first in which something happened to the one that it is now.
export function series(takings) {
  const {slots} = takings;
  if (!slots.length) return [[], [], []];
  const bin = (text) => Math.floor(Date.parse(text) / binMs);
  const first = bin(slots[0].at), last = Math.max(bin(slots.at(-1).at), Math.min(bin(takings.server_time), bin(takings.ends_at) - 1));
  const count = last - first + 1;
  const at = Array.from({length: count}, (_, place) => (first + place) * binMs / 1000);
  const orders = new Array(count).fill(0), fen = new Array(count).fill(0);
  for (const slot of slots) {
    orders[bin(slot.at) - first] += slot.figures.orders_placed;
    fen[bin(slot.at) - first] += net(slot.figures);
  }
  return [at, orders, fen];
}

// What stands at the top, worst first: {word, values, bad}.
export function alertsOf({takings, exceptions, link, staleSince, now}) {
  const told = [];
  const say = (word, values = {}, bad = true) => told.push({word, values, bad});
  if (link.phase === 'refused') say('alert_refused');
  else if (link.phase === 'broken' || link.problem) say('alert_broken');
  if (staleSince !== null) say('alert_stale');
  if (link.readAt !== null && link.phase !== 'broken' && now - link.readAt > limits.readOldMs) say('alert_old');
  if (takings && takings.behind_ms > limits.behindMs) say('alert_behind', {minutes: Math.round(takings.behind_ms / 60_000)});
  if (!exceptions) return told;
  const open = openMatters(exceptions);
  if (open.conflicts) say('alert_conflicts', {count: open.conflicts});
  if (open.dead) say('alert_dead', {count: open.dead});
  if (open.returns) say('alert_returns', {count: open.returns});
  const old = exceptions.payments.filter((each) => ['pending', 'unknown'].includes(each.status) && now - Date.parse(each.oldest_at) > limits.paymentOldMs);
  if (old.length) say('alert_payments', {minutes: limits.paymentOldMs / 60_000}, false);
  if (open.parked) say('alert_parked', {count: open.parked}, false);
  return told;
}

export const isGivenUp = (notification) => notification.failure.startsWith('given_up');
export const waitsForPerson = {
  conflict: (each) => each.order.status === 'awaiting_payment' || each.refundable > 0,
  return: (each) => each.refund.status === 'failed' && !each.redone,
  notification: (each) => !isGivenUp(each),
};

export function openMatters({conflicts, returns, notifications}) {
  const waiting = notifications.filter(waitsForPerson.notification);
  return {
    conflicts: conflicts.filter(waitsForPerson.conflict).length, returns: returns.filter(waitsForPerson.return).length,
    dead: waiting.filter((each) => each.status === 'dead').length, parked: waiting.filter((each) => each.status === 'parked').length,
  };
}
