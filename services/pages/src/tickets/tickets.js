// The tickets of a store as this screen knows them. Nothing here knows of the network or of the page: rules only.

const finished = new Set(['served', 'voided']);

export class Tickets {
  constructor(tickets = []) {
    this.byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  }

  get(id) { return this.byId.get(id); }
  all() { return [...this.byId.values()]; }

  // Takes what the server says, whatever the order it comes in: an older version changes nothing. Answers what it means to
  // people: 'new', 'void', 'ready', 'changed' or null.
  take(ticket) {
    const known = this.byId.get(ticket.id);
    if (known && known.version >= ticket.version) return null;
    if (!known && finished.has(ticket.status)) return null;  // nobody here has seen it, nobody misses it
    const changes = known ? itemChanges(known.items, ticket.items) : [];
    this.byId.set(ticket.id, {...ticket, changes: [...(known?.changes ?? []), ...changes], seen_returns: known?.seen_returns ?? []});
    if (ticket.status === 'voided') return 'void';
    if (!known) return ticket.status === 'queued' ? 'new' : null;
    if (changes.length) return 'changed';
    // A plate that comes back from a table is no news to those who cook.
    if (returnedOf(ticket) > returnedOf(known) && ticket.status !== 'served') return 'changed';
    return ticket.status === 'done' && known.status !== 'done' ? 'ready' : null;
  }

  // A list that was read anew: what it does not name is served or voided; a void stays until somebody has seen it.
  replace(tickets) {
    const named = new Set(tickets.map((ticket) => ticket.id));
    for (const known of this.all())
      if (!named.has(known.id) && known.status !== 'voided') this.byId.delete(known.id);
    return tickets.map((ticket) => [ticket, this.take(ticket)]);
  }

  forget(id) { this.byId.delete(id); }

  // Somebody has seen what was returned of the ticket as it was shown; what came since is still to be seen.
  seeReturns({id, items}) {
    const ticket = this.byId.get(id);
    if (ticket) this.byId.set(id, {...ticket, seen_returns: items.map((item) => item.returned ?? 0)});
  }

  // A screen stays open for weeks: what is finished leaves when nobody can want it back by a touch.
  forgetFinished(keep) {
    for (const ticket of this.all())
      if (finished.has(ticket.status) && !keep(ticket)) this.byId.delete(ticket.id);
  }
}

function returnedOf(ticket) { return ticket.items.reduce((sum, item) => sum + (item.returned ?? 0), 0); }

// How many of the dish in that place were returned and nobody here has seen it.
export function unseenReturn(ticket, place) { return Math.max(0, (ticket.items[place].returned ?? 0) - (ticket.seen_returns?.[place] ?? 0)); }

export function hasUnseenReturns(ticket) { return ticket.items.some((_, place) => unseenReturn(ticket, place) > 0); }

// Whether all of it was returned: then it was voided by that, and not because the order was cancelled.
export function isAllReturned(ticket) { return ticket.items.every((item) => item.quantity === 0); }

// [{name, quantity}]: +1 was added to what was ordered (加菜), −1 is not ordered any more. What is returned is told by its item.
export function itemChanges(before, after) {
  const counts = new Map();
  const count = (items, sign) => {
    for (const item of items) {
      const key = itemKey(item);
      const seen = counts.get(key) ?? {name: item.name, quantity: 0};
      seen.quantity += sign * (item.quantity + (item.returned ?? 0));
      counts.set(key, seen);
    }
  };
  count(before, -1);
  count(after, 1);
  return [...counts.values()].filter((change) => change.quantity !== 0);
}

// What is made in one go: the dish with these options, whoever ordered it.
export function itemKey(item) { return [item.sku, ...item.options].join(' '); }

export const afterCommand = {start: 'started', done: 'done', recall: 'started', serve: 'served'};

// The ticket as it will be once what this screen has asked for is done. The screen shows that, and says that it is not yet so.
export function projected(ticket, commands) {
  let status = ticket.status;
  for (const command of commands)
    if (!command.refused && status !== 'voided') status = afterCommand[command.name];
  return status === ticket.status ? ticket : {...ticket, status};
}

export const standardPace = {warning_seconds: 300, late_seconds: 600};

export function paceOf(paces, station) {
  return paces.find((pace) => pace.station === station) ?? paces.find((pace) => pace.station === '') ?? standardPace;
}

// {level: calm|warning|late, seconds, over}: how old, and by how much it is late.
export function ageOf(ticket, pace, nowMs) {
  const seconds = (nowMs - Date.parse(ticket.queued_at)) / 1000;
  const level = seconds >= pace.late_seconds ? 'late' : seconds >= pace.warning_seconds ? 'warning' : 'calm';
  return {level, seconds, over: seconds - pace.late_seconds};
}

// Ids are UUIDv7: by time, and the same on every screen.
export function oldestFirst(one, other) { return one.id < other.id ? -1 : one.id > other.id ? 1 : 0; }

// Dishes still to be made: [{key, name, options, quantity, tickets}], most first.
export function allDay(tickets) {
  const dishes = new Map();
  for (const ticket of tickets)
    for (const item of ticket.items) {
      if (item.quantity === 0) continue;  // returned
      const key = itemKey(item);
      const dish = dishes.get(key) ?? {key, name: item.name, options: item.options, quantity: 0, tickets: new Set()};
      dish.quantity += item.quantity;
      dish.tickets.add(ticket.id);
      dishes.set(key, dish);
    }
  return [...dishes.values()].sort((one, other) => other.quantity - one.quantity || (one.key < other.key ? -1 : 1));
}

// The earlier order of the same table that is still open: this one adds to it.
export function addsTo(ticket, tickets) {
  if (ticket.service.kind !== 'dine_in' || !ticket.service.table) return null;
  return tickets.find((other) => other.order_id !== ticket.order_id && other.service.table === ticket.service.table &&
    !finished.has(other.status) && oldestFirst(other, ticket) < 0) ?? null;
}

export function byOrder(tickets) {
  const orders = new Map();
  for (const ticket of tickets) orders.set(ticket.order_id, [...(orders.get(ticket.order_id) ?? []), ticket]);
  return orders;
}

export function isFinished(ticket) { return finished.has(ticket.status); }
