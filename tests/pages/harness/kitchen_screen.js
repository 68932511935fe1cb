// A kitchen's screen and the tickets on it.
import {setTimeout as pause} from 'node:timers/promises';
import {openScreen} from './browser.js';
import {browser, network} from './suite.js';
import {eventually} from './waiting.js';

const SECOND_TAP_MS = 700;  // the page takes a second tap within 0.6 s for the first one's

// view: as its button is called. `prepare(page)` is called before it is opened.
export async function kitchen(store, {view = '全部', prepare, ...more} = {}) {
  const page = await openScreen(browser, more);
  await prepare?.(page);
  await page.goto(`${network.url}/kitchen${store.address}`);
  await page.getByRole('button', {name: view, exact: true}).click();
  return page;
}

export function cardOf(page, order) {
  return page.locator('article.card', {has: page.locator('h2', {hasText: new RegExp(`^${order.pickup_number}$`)})});
}

export async function statusOf(store, order) { return (await store.tickets(order)).map((ticket) => ticket.status).join(' '); }
export function reaches(store, order, status) { return eventually(`${order.pickup_number} is ${status}`, async () => (await statusOf(store, order)) === status); }

// The next tap is one of its own.
export function secondTapIsOver() { return pause(SECOND_TAP_MS); }

// The screen has the order's tickets on its device as `wanted` says; it keeps what it shows a second later.
export function isKept(page, store, order, wanted = () => true) {
  return eventually(`${order.pickup_number} is kept on the device`, async () => {
    const tickets = await page.evaluate(keptTickets, String(store.id));
    return tickets.some((ticket) => ticket.order_id === order.id && wanted(ticket));
  });
}

// Runs in the page.
function keptTickets(store) {
  const answered = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return answered(indexedDB.open('lunchrush-kitchen')).then(async (database) => {
    const kept = await answered(database.transaction('snapshots').objectStore('snapshots').get(store));
    database.close();
    return kept?.tickets ?? [];
  });
}
