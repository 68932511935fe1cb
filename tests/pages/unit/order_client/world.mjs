// What is around the client in these tests: a clock that is moved by hand, a network that does what it is told, and a
// service that knows keys as the real one does. The client itself is the real one.
import { createOrderClient, memoryStorage } from '../../../../services/pages/src/order-client.js';

export const CODE = 't2.1001.0.A12.aaaa';
export const REPLACED = 't2.1001.1.A12.bbbb';
export const ORDER = Object.freeze({
  store_id: 1001,
  channel: 'qr_scan',
  service: { kind: 'dine_in', table: 'A12', guests: 2 },
  lines: [{ sku: 'gongbao', quantity: 1, options: ['less_spicy'], note: '' }],
  expected_total: 2200,
});

export function manualClock(at = Date.parse('2026-11-26T04:00:00Z')) {
  const timers = new Set();
  const clock = {
    now: () => at,
    after(milliseconds, work) {
      const timer = { at: at + milliseconds, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    // Moves on, and lets everything that is due happen in its order.
    async pass(milliseconds = 0) {
      const until = at + milliseconds;
      for (;;) {
        await settled();
        const due = [...timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due);
        at = Math.max(at, due.at);
        due.work();
      }
      at = until;
    },
    jump: (milliseconds) => (at += milliseconds), // the phone slept: nothing ran
    timers,
  };
  return clock;
}

// Everything that hangs on promises alone has happened.
export async function settled() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function problem(status, code, more = {}) {
  const body = { type: `/problems/${code}`, status, code, retryable: false, request_id: 'r-1', ...more };
  return { status, headers: {}, body: JSON.stringify(body) };
}

const answer = (status, body, headers = {}) => ({ status, headers, body: JSON.stringify(body) });
export const html = { status: 200, headers: {}, body: '<html>Welcome to the café’s network</html>' };

export class World {
  constructor() {
    this.clock = manualClock();
    this.storage = memoryStorage();
    this.log = []; // every request that left
    this.turns = []; // what happens to the next requests: see next()
    this.orders = new Map(); // guest|key: {body, view}
    this.code = CODE;
    this.tokens = new Map(); // token: guest
    this.guests = 0;
    this.refusal = null; // what the menu says to a new order
  }

  // The next requests whose path begins so: 'lost_before' and 'lost_after' it was carried out, an answer of somebody
  // else's, or 'answer'.
  next(path, ...turns) {
    for (const turn of turns) this.turns.push({ path, turn });
  }

  request = async (what) => {
    this.log.push(what);
    const path = what.url.replace(/\?.*/, '');
    const at = this.turns.findIndex((one) => path.startsWith(one.path) && (one.path !== '/v1/orders' || what.method === 'POST'));
    const turn = at < 0 ? 'answer' : this.turns.splice(at, 1)[0].turn;
    if (turn === 'lost_before') throw new Error('network');
    if (typeof turn === 'object' || typeof turn === 'function') return typeof turn === 'function' ? turn(what) : turn;
    const said = this.service(what, path);
    if (turn === 'lost_after') throw new Error('network');
    return said;
  };

  service(what, path) {
    if (path === '/v1/sessions') return this.open(JSON.parse(what.body));
    const guest = this.tokens.get((what.headers.Authorization || '').replace('Bearer ', ''));
    if (!guest) return problem(401, 'session_expired');
    if (path === '/v1/orders') return what.method === 'POST' ? this.place(guest, what) : this.list(guest, what);
    return problem(404, 'not_found');
  }

  open({ table_code, previous_token }) {
    if (table_code !== this.code) return problem(403, 'forbidden', { errors: [{ pointer: '/table_code', code: 'replaced_table_code', detail: '' }] });
    const guest = this.former?.get(previous_token) ?? this.tokens.get(previous_token) ?? `gst_${(this.guests += 1)}`;
    const token = `token-${this.log.length}`;
    this.tokens.set(token, guest);
    return answer(201, { session: { token, guest_id: guest, store_id: 1001, table: 'A12', expires_at: '2026-11-26T08:00:00Z' } });
  }

  // All tokens end; the service still knows whose they were.
  expire() {
    this.former = new Map([...(this.former ?? []), ...this.tokens]);
    this.tokens = new Map();
  }

  place(guest, what) {
    const name = `${guest}|${what.headers['Idempotency-Key']}`;
    const known = this.orders.get(name);
    if (known && known.body !== what.body) return problem(422, 'idempotency_key_reused');
    if (!known && this.refusal) return this.refusal;
    if (!known) this.orders.set(name, { body: what.body, view: this.view(`ord_${this.orders.size + 1}`) });
    return answer(201, this.orders.get(name).view);
  }

  view(id) {
    return { order: { id, store_id: 1001, status: 'awaiting_payment', version: 1, total: 2200 }, payment_intent: { id: `pi_${id}`, amount: 2200 }, payments: [], refunds: [] };
  }

  list(guest, what) {
    const key = new URL(what.url, 'http://x').searchParams.get('idempotency_key');
    const found = this.orders.get(`${guest}|${key}`);
    return answer(200, { items: found ? [found.view] : [], next_page_token: '' });
  }

  // A page that was opened: what it keeps is the phone's, everything else is new.
  async client(more = {}) {
    const client = createOrderClient({ request: this.request, storage: this.storage, clock: this.clock, random: () => 0.5, ...more });
    await client.open(more.table_code ?? CODE);
    await this.clock.pass();
    return client;
  }

  sent(method, path) {
    return this.log.filter((what) => what.method === method && what.url.startsWith(path));
  }
}
