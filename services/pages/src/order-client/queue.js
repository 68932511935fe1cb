// Where an order stands in the kitchen: how many are made before it, and when it may be ready. It is a matter of comfort:
// asked for by itself every while, soon after a hint, and never instead of anything else (reads go last).
import { backoff } from './answers.js';

export class Queue {
  constructor({ session, clock, random, limits }) {
    Object.assign(this, { session, clock, random, limits });
    this.followed = new Set();
    this.awake = true;
  }

  // `seen({queue, as_of, problem})` is called with every answer, `queue` as the service says it: {status, ahead,
  // ready_in_seconds?}. When there was none it is the last one, with its age and the problem. Returns {stop}.
  follow(order_id, seen) {
    const one = { order_id, seen, queue: null, as_of: null, fails: 0, next_at: Infinity, cancel: () => {}, asking: false, over: false };
    this.followed.add(one);
    if (this.awake) this.ask(one);
    return {
      stop: () => {
        one.over = true;
        this.rest(one);
        this.followed.delete(one);
      },
    };
  }

  // The kitchen moved. Every page of the store hears so in the same moment, and the service answers for a moment what it
  // answered before: so a little later, and not all at once.
  hint() {
    for (const one of this.followed) this.plan(one, this.limits.queue_hint_ms * (1 + this.random()));
  }

  now() {
    this.awake = true;
    for (const one of this.followed) this.ask(one);
  }

  pause() {
    this.awake = false;
    for (const one of this.followed) this.rest(one);
  }

  rest(one) {
    one.cancel();
    one.next_at = Infinity;
  }

  // The sooner of what is planned and this.
  plan(one, milliseconds) {
    const at = this.clock.now() + milliseconds;
    if (!this.awake || one.next_at <= at) return;
    one.cancel();
    one.next_at = at;
    one.cancel = this.clock.after(milliseconds, () => this.ask(one));
  }

  async ask(one) {
    if (one.asking) return;
    this.rest(one);
    one.asking = true;
    const meaning = await this.session.call({ method: 'GET', path: `/v1/orders/${one.order_id}/queue` });
    one.asking = false;
    if (one.over) return;
    const problem = this.take(one, meaning);
    one.fails = problem ? one.fails + 1 : 0;
    one.seen({ queue: one.queue, as_of: one.as_of, problem });
    const every = this.limits.queue_every_ms;
    this.plan(one, problem ? Math.max(every, backoff(one.fails, this.limits, this.random, meaning.wait_ms)) : every);
  }

  take(one, meaning) {
    if (meaning.kind !== 'done') return meaning.problem;
    if (!meaning.body || !Number.isInteger(meaning.body.ahead)) return { code: 'not_ours' };
    one.queue = meaning.body;
    one.as_of = this.clock.now();
    return null;
  }
}
