// What became of an order: read, with its ETag, as often as something may have happened. A hint (the service's event
// stream, a push, the screen being looked at) makes it read at once; without hints it reads by itself, so that losing
// them costs seconds and nothing else.
import { backoff } from './answers.js';

export class Progress {
  constructor({ session, notebook, clock, random, limits }) {
    Object.assign(this, { session, notebook, clock, random, limits });
    this.followed = new Set();
    this.hinted = false;
  }

  // `seen({view, as_of, problem})` is called with every reading: a view that is not new comes with its age, and with the
  // problem that kept it from being new. Returns {now, stop}.
  follow(order_id, seen) {
    const place = this.notebook().read().placed.find((one) => one.order_id === order_id);
    const one = { order_id, seen, view: (place && place.view) || null, etag: null, as_of: null, fails: 0, asleep: false, cancel: () => {}, reading: false, again: false, over: false };
    this.followed.add(one);
    this.read(one);
    return {
      now: () => this.read(one),
      stop: () => {
        one.over = true;
        one.cancel();
        this.followed.delete(one);
      },
    };
  }

  now() {
    for (const one of this.followed) this.read(one);
  }

  pause() {
    for (const one of this.followed) one.cancel();
  }

  async read(one) {
    if (one.reading) {
      one.again = true; // what is being read may be from before the hint
      return;
    }
    one.cancel();
    one.reading = true;
    const meaning = await this.session.call({ method: 'GET', path: `/v1/orders/${one.order_id}`, etag: one.etag });
    one.reading = false;
    if (one.over) return;
    const problem = this.take(one, meaning);
    one.fails = problem ? one.fails + 1 : 0;
    one.seen({ view: one.view, as_of: one.as_of, problem });
    const at_once = one.again;
    one.again = false;
    const milliseconds = at_once ? 0 : problem ? backoff(one.fails, this.limits, this.random, meaning.wait_ms) : this.pace(one.view);
    one.cancel = this.clock.after(milliseconds, () => this.read(one));
  }

  take(one, meaning) {
    if (meaning.kind !== 'done') return meaning.problem;
    if (meaning.body && !meaning.body.order) return { code: 'not_ours' };
    one.as_of = this.clock.now();
    if (!meaning.body) return null; // 304: as it was
    one.view = meaning.body;
    one.etag = meaning.answer.headers.etag || null;
    this.keep(one);
    return null;
  }

  // So that the page shows it, with its age, before the network is there.
  keep(one) {
    try {
      this.notebook().write((page) => {
        const place = page.placed.find((other) => other.order_id === one.order_id);
        if (place) place.view = one.view;
      });
    } catch {
      // A full storage loses the copy, not the order.
    }
  }

  pace(view) {
    if (this.hinted) return this.limits.hinted_every_ms;
    const { status } = view.order;
    const money = view.payments.some((payment) => payment.status === 'pending' || payment.status === 'unknown');
    if (status === 'awaiting_payment' && money) return this.limits.paying_every_ms;
    const over = ['completed', 'cancelled', 'expired'].includes(status); // a recall or late money still changes it
    return over ? this.limits.hinted_every_ms : this.limits.read_every_ms;
  }
}
