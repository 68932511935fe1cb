// Every button of a state of a page, tapped twice at once, and what the service made of it.
import assert from 'node:assert/strict';
import {eventually} from './waiting.js';

// Writes of this page that were not answered yet.
export function watchWrites(page) {
  const open = new Set();
  page.on('request', (request) => { if (request.method() !== 'GET') open.add(request); });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
  return open;
}

// Nothing is on its way, and the page has drawn what came of it: twice, for one write may bring about the next.
export async function settled(page, writes) {
  for (let turn = 0; turn < 2; turn += 1) {
    const drawn = page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    await drawn.catch(() => page.waitForLoadState());  // the button loaded the page anew
    await eventually('every write is answered', () => writes.size === 0);
  }
}

// What was done to a store's orders, by the service's own books: the sum of it may grow by one with a double tap.
export async function acts(store, of_tickets = false) {
  const {items} = await store.call('GET', `/v1/orders?store_id=${store.id}&page_size=200`, undefined, store.staff);
  const done = {orders: items.length, payments: 0, refunds: 0, cancels: 0, steps: 0};
  for (const {order, payments, refunds} of items) {
    done.payments += payments.length;
    done.refunds += refunds.length;
    const timeline = await store.call('GET', `/v1/orders/${order.id}/timeline`, undefined, store.staff);
    done.cancels += timeline.items.filter((step) => step.object === 'order' && step.to === 'cancelled').length;
    if (of_tickets) done.steps += timeline.items.filter((step) => step.object === 'ticket' && !['queued', 'voided'].includes(step.to)).length;
  }
  return done;
}

const difference = (before, now) => Object.fromEntries(Object.keys(now).filter((name) => now[name] !== before[name]).map((name) => [name, now[name] - before[name]]));

// `enter` makes the state, from wherever the last tap has led; `within` is where its buttons are. `wanted`: what a double
// tap on the button of that name does, which is looked for until it is so; any other does nothing to an order.
export async function tapAll({page, writes, store, enter, within = 'body', wanted = {}, of_tickets = false}) {
  const buttons = page.locator(`${within} button:enabled:visible`);
  const names = () => buttons.evaluateAll((all) => all.map((button) => (button.getAttribute('aria-label') || button.innerText).replace(/\s+/g, ' ').trim()));
  await enter();
  const all = await names();
  const left = new Set(Object.keys(wanted));
  assert.ok(all.length > 0, 'a state has buttons');
  for (let at = 0; at < all.length; at += 1) {
    if (at > 0 && String(await names()) !== String(all)) await enter();
    await eventually(`the buttons ${all}`, async () => String(await names()) === String(all));
    const before = await acts(store, of_tickets);
    const {width, height} = await buttons.nth(at).boundingBox();
    await buttons.nth(at).dblclick({position: {x: width / 4, y: height / 2}});  // where of two buttons that take its place one is
    await settled(page, writes);
    const key = [...left].find((name) => all[at].includes(name));
    left.delete(key);
    const due = (key && wanted[key]) || {};
    const done = async () => difference(before, await acts(store, of_tickets));
    await eventually(`“${all[at]}” does ${JSON.stringify(due)}`, async () => Object.keys(await done()).length >= Object.keys(due).length).catch(() => {});
    assert.deepEqual(await done(), due, `“${all[at]}” of ${all}`);
  }
  assert.deepEqual([...left], [], 'every act had its button');
  return all;
}
