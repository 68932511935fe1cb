// One order on its way. It is kept, with its key and the very bytes that will be sent, before the first of them leaves;
// then the same request is sent until the service gives a definite answer, and whatever happens in between (no network, a
// closed page, a killed server) it is placed once, because the service knows the key.
//
// What is known of it is `unanswered_at`: when it was last sent without a definite answer; null while the service cannot
// have it. A refusal is only the end of an order when no earlier sending can still arrive, so after an unanswered one the
// order is looked for by its key first, and for `settle_ms`.
import { backoff } from './answers.js';

export class Placement {
  constructor({ session, notebook, clock, random, new_key, limits, changed }) {
    Object.assign(this, { session, notebook, clock, random, new_key, limits, changed });
    this.doing = null; // 'sending' | 'checking': a request is under way
    this.problem = null; // why the last request was not the last
    this.needs_session = false;
    this.tries = 0;
    this.next_at = null;
    this.cancel_timer = () => {};
    this.may_send = { awake: true, online: true };
  }

  // A second tap while one is on its way is the same order. Throws, with nothing sent, when it cannot be kept.
  place(order) {
    if (!this.pending()) {
      const key = this.new_key();
      // As the order's own number too: should the guest be somebody else by then, a second order is still refused.
      const body = JSON.stringify({ ...order, client_order_no: key });
      const kept_at = this.clock.now();
      this.notebook().write((page) => {
        page.pending ??= { key, body, store_id: order.store_id, kept_at, attempts: 0, unanswered_at: null, ending: null };
        page.refusal = null;
      });
      this.tries = 0;
      this.problem = null;
    }
    this.go();
    return this.state();
  }

  // The guest does not want it any more. Gone at once when it was never sent; else only when the service has not got it.
  give_up() {
    const pending = this.pending();
    if (!pending) return;
    this.note(pending.key, (kept) => (kept.ending ??= { withdrawn: true }));
    this.go();
  }

  // The guest still wants what was kept long ago.
  confirm() {
    const pending = this.pending();
    if (!pending) return;
    this.note(pending.key, (kept) => (kept.kept_at = this.clock.now()));
    this.go();
  }

  dismiss_refusal() {
    this.notebook().write((page) => (page.refusal = null));
    this.changed();
  }

  // Something is better than it was: the network, the session, the screen is looked at again.
  resume() {
    this.tries = 0;
    this.needs_session = false;
    this.go();
  }

  allow(what) {
    Object.assign(this.may_send, what);
    if (this.may_send.awake && this.may_send.online) return this.resume();
    this.cancel_timer();
    this.next_at = null;
    this.changed();
  }

  pending() {
    return this.notebook().read().pending;
  }

  state() {
    const page = this.notebook().read();
    const pending = page.pending;
    return {
      phase: this.phase(page),
      sent: pending ? (pending.unanswered_at === null ? 'no' : 'maybe') : null,
      problem: pending ? this.problem : page.refusal && page.refusal.problem,
      next_at: this.next_at,
      pending: pending && { key: pending.key, kept_at: pending.kept_at, attempts: pending.attempts, order: JSON.parse(pending.body) },
      refusal: page.refusal && { problem: page.refusal.problem, order: JSON.parse(page.refusal.body) },
    };
  }

  phase(page) {
    if (!page.pending) return page.refusal ? 'refused' : 'none';
    if (this.needs_session) return 'needs_session';
    if (this.doing) return this.doing;
    if (page.pending.ending) return 'checking';
    if (!this.may_send.online) return 'waiting';
    if (this.stale(page.pending)) return page.pending.unanswered_at === null ? 'stale' : 'checking';
    return 'waiting';
  }

  // Yesterday's lunch is not ordered today because the phone found a network.
  stale(pending) {
    return this.clock.now() - pending.kept_at > this.limits.stale_after_ms;
  }

  go() {
    this.cancel_timer();
    this.next_at = null;
    this.step().catch((fault) => this.wait({ problem: { code: 'fault', detail: String(fault) } }));
  }

  async step() {
    const pending = this.pending();
    if (!pending || this.doing || this.needs_session) return this.changed();
    if (pending.ending && pending.unanswered_at === null) return this.end(pending);
    if (!this.may_send.awake || !this.may_send.online) return this.changed();
    const sure = pending.unanswered_at === null;
    if (this.stale(pending) && sure) return this.changed(); // the guest is asked
    const look = pending.ending || this.stale(pending);
    this.doing = look ? 'checking' : 'sending';
    this.changed();
    try {
      await (look ? this.look(pending) : this.send(pending));
    } finally {
      this.doing = null;
    }
    this.changed();
  }

  async send(pending) {
    const before = pending.unanswered_at;
    // Before the first byte leaves: should the program die now, it may have left.
    this.note(pending.key, (kept) => {
      kept.unanswered_at = this.clock.now();
      kept.attempts += 1;
    });
    const what = { method: 'POST', path: '/v1/orders', body: pending.body, key: pending.key };
    const meaning = await this.session.call(what);
    const view = meaning.kind === 'done' && viewOf(meaning.body);
    if (view) return this.placed(pending.key, view);
    const nothing_done = ['refused', 'session', 'later'].includes(meaning.kind);
    if (nothing_done) this.note(pending.key, (kept) => (kept.unanswered_at = before));
    if (meaning.kind === 'refused') {
      this.note(pending.key, (kept) => (kept.ending = { problem: meaning.problem }));
      return this.again();
    }
    this.wait(meaning);
  }

  // Is it there after all? The service looks under this guest's name.
  async look(pending) {
    const path = `/v1/orders?store_id=${pending.store_id}&idempotency_key=${encodeURIComponent(pending.key)}`;
    const meaning = await this.session.call({ method: 'GET', path });
    const items = meaning.kind === 'done' && meaning.body && meaning.body.items;
    if (!Array.isArray(items)) return this.wait(meaning);
    if (items.length > 0) return this.placed(pending.key, items[0]);
    const settled_at = pending.unanswered_at + this.limits.settle_ms;
    if (this.clock.now() < settled_at) return this.wait({ problem: null, wait_ms: 0 });
    this.note(pending.key, (kept) => (kept.unanswered_at = null));
    this.again();
  }

  // The service has not got it, and will not.
  end(pending) {
    this.problem = null;
    this.notebook().write((page) => {
      if (!page.pending || page.pending.key !== pending.key) return;
      const { problem } = pending.ending;
      page.refusal = problem ? { key: pending.key, problem, body: pending.body, at: this.clock.now() } : null;
      page.pending = null;
    });
    this.changed();
  }

  placed(key, view) {
    this.problem = null;
    this.tries = 0;
    this.notebook().write((page) => {
      if (page.pending && page.pending.key === key) page.pending = null;
      if (page.placed.some((one) => one.key === key)) return;
      page.placed.unshift({ key, order_id: view.order.id, at: this.clock.now(), view });
    });
  }

  // Writes what is known of this order, unless another tab has finished it meanwhile.
  note(key, change) {
    this.notebook().write((page) => {
      if (page.pending && page.pending.key === key) change(page.pending);
    });
  }

  again() {
    this.cancel_timer = this.clock.after(0, () => this.go());
  }

  wait({ kind, problem, wait_ms }) {
    this.problem = problem;
    if (kind === 'session') {
      this.needs_session = true;
      return this.changed();
    }
    if (!this.may_send.awake || !this.may_send.online) return this.changed();
    const milliseconds = backoff(this.tries, this.limits, this.random, wait_ms);
    this.tries += 1;
    this.next_at = this.clock.now() + milliseconds;
    this.cancel_timer = this.clock.after(milliseconds, () => this.go());
  }
}

function viewOf(body) {
  const ours = body && body.order && typeof body.order.id === 'string';
  return ours ? { payments: [], refunds: [], ...body } : null; // as a reading of the order will show it
}
