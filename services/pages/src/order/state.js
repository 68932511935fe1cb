// What the page knows, as signals; the views only show it. Everything about orders under way is the client's
// (order-client.js), which keeps it on the phone; the cart is kept here.
import { computed, signal } from '@preact/signals';
import { createOrderClient, fetchRequest } from '../order-client.js';
import { orderOf, repriced, weighed } from './cart_model.js';
import { first_sight } from './first_sight.js';
import { indexed } from './menu_model.js';
import { phoneStorage } from './phone_storage.js';
import { language } from './words.js';

const table_code = decodeURIComponent(location.pathname.split('/t/')[1] || '');
const query = new URLSearchParams(location.search);
export const kiosk = query.has('kiosk');

// A browser that keeps nothing (private windows of old ones, a full phone) still orders; the page says what that means.
const { storage, phone, forgetful } = phoneStorage();
export { forgetful };

export const client = createOrderClient({ request: fetchRequest(), storage, language: () => language.value });

export const opening = signal({ kind: 'opening' }); // what became of the session: opening | done | refused | later …
export const session = signal(null);
export const seat = computed(() => session.value ?? first_sight); // {store_id, store_name, table}: who the guest is at, without a session too
export const menu = signal(first_sight && { index: indexed(first_sight.menu), body: first_sight.menu, etag: first_sight.etag, as_of: Date.now() }); // null: none yet
export const menu_problem = signal(null); // why what is shown is not known to be current
export const placement = signal({ phase: 'none', placed: [], online: navigator.onLine });
export const cart = signal([]);
export const note = signal('');
export const kind = signal('dine_in');
export const guests = signal(2);
export const screen = signal('menu'); // 'menu' | 'order'
export const shown_order = signal(null); // the order on the order screen
export const chosen_dish = signal(null); // whose sheet is open
export const cart_open = signal(false);
export const clock_offset = signal(0); // the service's time less this phone's

export const weight = computed(() => weighed(cart.value, menu.value?.index));
export const ordering = computed(() => ['sending', 'waiting', 'checking', 'needs_session', 'stale'].includes(placement.value.phase));

const cartPlace = () => `lunchrush.cart.${seat.value?.store_id}`;
const menuPlace = () => `lunchrush.menu.${seat.value?.store_id}`;

function kept(place) {
  try {
    return JSON.parse(phone.get(place));
  } catch {
    return null;
  }
}

function keep(place, value) {
  try {
    phone.set(place, JSON.stringify(value));
  } catch {
    phone.remove(place); // a convenience, unlike what the client keeps; but an old cart would be ordered again
  }
}

export function setCart(lines) {
  cart.value = lines;
  keep(cartPlace(), lines);
}

// What was kept of this store. The page itself may have been kept too, when there was no network: the newer menu counts, and
// of the same one the time at which the service last said so.
export function recall() {
  const lines = kept(cartPlace());
  if (cart.value.length === 0 && Array.isArray(lines)) cart.value = lines;
  const copy = kept(menuPlace());
  if (copy && !(menu.value?.body.version > copy.body.version)) menu.value = { index: indexed(copy.body), body: copy.body, etag: copy.etag, as_of: copy.as_of };
}

// A token that the phone has from another table is not this seat's: that one is on its way.
export function noteSession(found) {
  if (!found) return;
  const under_way = first_sight && opening.value.kind !== 'done';
  if (!under_way || found.table_code === table_code) session.value = found;
}

// One try to get in; main.js comes again while it is only the network.
export async function open() {
  const opened = await client.open(table_code);
  opening.value = opened;
  if (opened.kind !== 'done') return opened;
  session.value = client.state().session;
  if (!first_sight) recall();
  await readMenu();
  return opened;
}

let reading = null;

// One at a time; a call during a reading is that reading.
export function readMenu() {
  reading ??= readMenuNow().finally(() => (reading = null));
  return reading;
}

async function readMenuNow() {
  if (!client.state().session) return;
  const known = menu.value;
  const answer = await client.menu(known?.etag);
  if (answer.kind !== 'done') {
    menu_problem.value = answer.problem;
    return;
  }
  menu_problem.value = null;
  noteServerTime(answer.answer);
  const as_of = Date.now();
  if (!answer.body) menu.value = { ...known, as_of };
  else menu.value = { index: indexed(answer.body), body: answer.body, etag: answer.answer.headers.etag, as_of };
  keep(menuPlace(), { body: menu.value.body, etag: menu.value.etag, as_of });
}

// Of a phone whose clock is wrong, countdowns would lie.
function noteServerTime({ headers }) {
  const at = Date.parse(headers.date);
  if (Number.isFinite(at)) clock_offset.value = at - Date.now();
}

export const serverNow = () => Date.now() + clock_offset.value;

// Sends what is in the cart. The cart is emptied once the order is kept, not before.
export function place() {
  if (ordering.value || !weight.value.sound || !session.value) return;
  const { total } = weight.value;
  const channel = kiosk ? 'kiosk' : 'qr_scan';
  const order = orderOf({ cart: cart.value, total, session: session.value, kind: kind.value, guests: guests.value, note: note.value, channel });
  send(order);
}

export function send(order) {
  client.place(order);
  setCart([]);
  note.value = '';
  cart_open.value = false;
  screen.value = 'order';
  shown_order.value = null;
}

export function acceptPrices() {
  setCart(repriced(cart.value, menu.value.index));
}

export function showOrder(order_id) {
  shown_order.value = order_id;
  screen.value = 'order';
  cart_open.value = false;
}

export function showMenu() {
  screen.value = 'menu';
  readMenu();
}
