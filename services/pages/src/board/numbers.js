// From tickets to what hangs over the counter: which numbers are being made, which may be fetched. Rules only.
import {byOrder} from '../tickets/tickets.js';

// {preparing, ready}: [{order, number, since}]; preparing by age, ready by how lately it became so.
export function numbersOf(tickets) {
  const preparing = [], ready = [];
  for (const [order, all] of byOrder(tickets)) {
    const made = all.filter((ticket) => ticket.status !== 'voided');
    const open = made.filter((ticket) => ticket.status === 'queued' || ticket.status === 'started');
    const done = made.filter((ticket) => ticket.status === 'done');
    const number = all[0].pickup_number;
    if (open.length) preparing.push({order, number, since: open[0].queued_at});
    else if (done.length) ready.push({order, number, since: done.map((ticket) => ticket.done_at ?? '').sort().at(-1)});
  }
  preparing.sort((one, other) => (one.order < other.order ? -1 : 1));
  ready.sort((one, other) => (one.since > other.since ? -1 : 1));
  return {preparing, ready};
}

// Who is to be called: ready now and not before. The first look calls nobody: it was said already.
export class Calls {
  constructor() { this.called = null; }

  next(ready) {
    const orders = new Set(ready.map((each) => each.order));
    const fresh = this.called === null ? [] : ready.filter((each) => !this.called.has(each.order));
    this.called = orders;  // what is recalled and becomes ready again is called again
    return fresh;
  }
}
