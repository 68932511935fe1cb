// Orders for people whose network comes and goes: places them exactly once, pays, and follows what becomes of them.
// No dependencies; a browser and a mini-program use it alike (docs/order-client.md).
//
//   const client = createOrderClient({ base_url, request: fetchRequest(), storage: browserStorage() });
//   await client.open(table_code);
//   client.subscribe((state) => show(state));
//   client.place({ store_id, channel, service, lines, expected_total });
import { limitedRequest, randomKey, systemClock } from './order-client/adapters.js';
import { Notebook, storeOf } from './order-client/notebook.js';
import { Payments } from './order-client/payments.js';
import { Placement } from './order-client/placement.js';
import { Progress } from './order-client/progress.js';
import { Queue } from './order-client/queue.js';
import { Session } from './order-client/session.js';

export * from './order-client/adapters.js';

export const LIMITS = Object.freeze({
  timeout_ms: 10_000, // the service answers within 8 s or says that it cannot
  pay_timeout_ms: 15_000, // a gateway is asked meanwhile
  wait_least_ms: 200,
  wait_first_ms: 1_000,
  wait_most_ms: 15_000,
  settle_ms: 30_000, // longer than anything sent can still be on its way or in the service's hands
  stale_after_ms: 30 * 60_000, // an order older than this is not sent before the guest said so again
  requests_at_once: 6, // of the ten a mini-program has
  pay_tries_max: 5,
  paying_every_ms: 2_000,
  read_every_ms: 5_000,
  hinted_every_ms: 30_000,
  queue_every_ms: 15_000,
  queue_hint_ms: 2_000, // to twice that after a hint: the service answers from what it read within 2 s
});

export function createOrderClient({ base_url = '', request, storage, language = () => 'zh', clock = systemClock(), random = Math.random, new_key = randomKey, limits = {} }) {
  const bounds = { ...LIMITS, ...limits };
  const listeners = new Set();
  let book = new Notebook(storage, 0); // until a code says which store; a mini-program is shown before its page is opened
  const notebook = () => book;
  const state = () => ({ ...placement.state(), session: session.current(), placed: book.read().placed, online: placement.may_send.online });
  const changed = () => {
    const now = state();
    for (const listener of listeners) listener(now);
  };
  const parts = { notebook, clock, random, new_key, limits: bounds, changed };
  const session = new Session({ base_url, request: limitedRequest(request, bounds.requests_at_once), notebook, language, limits: bounds });
  const placement = new Placement({ ...parts, session });
  const payments = new Payments({ ...parts, session });
  const progress = new Progress({ ...parts, session });
  const queue = new Queue({ ...parts, session });

  return {
    // Answers {kind: 'done'} or why there is no session; what was kept at this store is there at once and goes on.
    async open(table_code) {
      book = new Notebook(storage, storeOf(table_code));
      changed();
      const opened = await session.open(table_code);
      if (opened.kind === 'done') placement.resume();
      changed();
      return opened;
    },
    state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    place: (order) => placement.place(order),
    giveUp: () => placement.give_up(),
    confirm: () => placement.confirm(),
    dismissRefusal: () => placement.dismiss_refusal(),
    pay: (order_id, wanted, view) => payments.start(order_id, wanted, view),
    // Safe to repeat: an order has one key to be cancelled with.
    cancel: (order_id) => session.call({ method: 'POST', path: `/v1/orders/${order_id}/cancel`, body: '{}', key: `cancel-${order_id}` }),
    follow: (order_id, seen) => progress.follow(order_id, seen),
    // Where it stands in the kitchen, for as long as somebody looks: {stop}.
    followQueue: (order_id, seen) => queue.follow(order_id, seen),
    // Live hints are there, or are lost: how often is read by itself.
    setHinted(hinted) {
      progress.hinted = hinted;
      progress.now();
    },
    hint() {
      progress.now();
      queue.hint();
    },
    hintKitchen: () => queue.hint(), // other orders were done
    // The current menu: {kind: 'done', body, answer}; body is null when `etag` is still the current one.
    menu: (etag) => session.call({ method: 'GET', path: `/v1/stores/${session.current().store_id}/menu`, etag }),
    call: (what) => session.call(what),
    // onShow and onHide, online and offline, another tab has written.
    show() {
      placement.allow({ awake: true });
      progress.now();
      queue.now();
    },
    hide() {
      placement.allow({ awake: false });
      progress.pause();
      queue.pause();
    },
    setOnline(online) {
      placement.allow({ online });
      if (!online) return;
      progress.now();
      queue.now();
    },
    refresh: changed,
  };
}
