// An attempt to pay. Its key is kept before it is sent and stays until the gateway's answer is known, so that a repeat,
// also after the page was closed, comes back to the same payment and its same code.
import { backoff } from './answers.js';

const OVER = new Set(['failed', 'closed', 'refunded', 'surplus']);

export class Payments {
  constructor({ session, notebook, clock, random, new_key, limits }) {
    Object.assign(this, { session, notebook, clock, random, new_key, limits });
    this.running = new Map(); // order_id: {wanted, outcome}
  }

  // wanted: {method, payer?, auth_code?}. `view`: the order as last read, which tells whether an earlier attempt is over.
  // Answers {kind: 'done', payment} | {kind: 'refused' | 'session' | 'unsure' | 'later' | 'busy', problem}; after `unsure`
  // and `later` the next call goes on with the same payment.
  start(order_id, wanted, view) {
    const text = JSON.stringify(wanted);
    const running = this.running.get(order_id);
    if (running) return running.wanted === text ? running.outcome : Promise.resolve({ kind: 'busy', problem: { code: 'busy' } });
    const outcome = this.carry(order_id, this.attempt(order_id, text, view)).finally(() => this.running.delete(order_id));
    this.running.set(order_id, { wanted: text, outcome });
    return outcome;
  }

  attempt(order_id, wanted, view) {
    const kept = this.notebook().read().payments[order_id];
    if (kept && kept.wanted === wanted && !ended(kept, view)) return kept;
    const fresh = { key: this.new_key(), wanted, payment_id: null };
    this.notebook().write((page) => (page.payments[order_id] = fresh));
    return fresh;
  }

  async carry(order_id, { key, wanted }) {
    const what = { method: 'POST', path: `/v1/orders/${order_id}/payments`, body: wanted, key, timeout_ms: this.limits.pay_timeout_ms };
    for (let tries = 0; ; tries += 1) {
      const meaning = await this.session.call(what);
      const payment = meaning.kind === 'done' && meaning.body && meaning.body.payment;
      if (payment) {
        this.notebook().write((page) => (page.payments[order_id] = { key, wanted, payment_id: payment.id }));
        return { kind: 'done', payment };
      }
      if (meaning.kind === 'refused') this.notebook().write((page) => delete page.payments[order_id]);
      const over = meaning.kind === 'refused' || meaning.kind === 'session' || tries + 1 >= this.limits.pay_tries_max;
      if (over) return { kind: meaning.kind === 'done' ? 'unsure' : meaning.kind, problem: meaning.problem };
      await new Promise((resolve) => this.clock.after(backoff(tries, this.limits, this.random, meaning.wait_ms), resolve));
    }
  }
}

function ended(kept, view) {
  const payment = view && view.payments && view.payments.find((one) => one.id === kept.payment_id);
  return Boolean(payment && OVER.has(payment.status));
}
