// The guest's orders of today, followed until they are over and beyond, and the hints that make them read at once.
import { signal } from '@preact/signals';
import { listen } from './hints.js';
import { isOver } from './progress_model.js';
import { client, placement, readMenu, screen, session, shown_order } from './state.js';

const FOLLOWED_MAX = 5;
const MENU_EVERY_MS = 30_000; // by itself, without hints
const FOLLOWED_FOR_MS = 24 * 3600_000; // yesterday's are history

export const progress = signal({}); // order_id: {view, as_of, problem}
export const hinted = signal(false);

const following = new Map();
let listening = null;

// After every change of the client's state: new orders are followed, and a new one is shown.
export function followPlaced() {
  const recent = placement.value.placed.filter((one) => Date.now() - one.at < FOLLOWED_FOR_MS).slice(0, FOLLOWED_MAX);
  let news = false;
  for (const { order_id, view } of recent) {
    if (following.has(order_id)) continue;
    news = true;
    if (view) progress.value = { ...progress.value, [order_id]: { view, as_of: null, problem: null } };
    following.set(order_id, client.follow(order_id, (seen) => saw(order_id, seen)));
  }
  for (const [order_id, one] of following)
    if (!recent.some((other) => other.order_id === order_id)) {
      one.stop();
      following.delete(order_id);
    }
  if (screen.value === 'order' && !shown_order.value && placement.value.phase === 'none' && recent[0]) shown_order.value = recent[0].order_id;
  if (news) listening?.again();
}

function saw(order_id, { view, as_of, problem }) {
  if (!view) return;
  progress.value = { ...progress.value, [order_id]: { view, as_of, problem } };
}

export const followedView = (order_id) => (order_id ? progress.value[order_id] : null);

export function readNow(order_id) {
  following.get(order_id)?.now();
}

export function openOrders() {
  return placement.value.placed.filter(({ order_id }) => progress.value[order_id]?.view && !isOver(progress.value[order_id].view));
}

export function startListening() {
  listening = listen({
    address: () => {
      if (!session.value) return null;
      const orders = [...following.keys()].map((order_id) => `&order_id=${order_id}`).join('');
      return { url: `/v1/stores/${session.value.store_id}/guest/events?${orders.slice(1)}`, token: client.state().session.token };
    },
    told: {
      live: (is) => {
        if (hinted.value !== is) {
          hinted.value = is;
          client.setHinted(is);
        }
      },
      menu: () => readMenu(),
      order: () => client.hint(),
      kitchen: () => client.hintKitchen(),
    },
  });
  setInterval(() => {
    if (session.value && !document.hidden) readMenu();
  }, MENU_EVERY_MS);
}

export const listenAgain = () => listening?.again();
