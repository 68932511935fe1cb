// A guest's phone at a table of a store, with the demo restaurant's menu.
import {existsSync, readFileSync} from 'node:fs';
import {closed, openScreen} from './browser.js';

export const demoMenu = () => JSON.parse(readFileSync(new URL('../../../deploy/demo/menu.json', import.meta.url), 'utf8'));

export async function openStore(stack, policy = {}) {
  const store = await stack.store(policy);
  await putMenu(store, () => {});
  return store;
}

export function putMenu(store, change) {
  const menu = demoMenu();
  change(new Map(menu.dishes.map((dish) => [dish.sku, dish])));
  return store.call('PUT', `/v1/stores/${store.id}/menu`, menu);
}

export const soldOut = (store, sku, is) => store.call('PATCH', `/v1/stores/${store.id}/menu/availability`, {changes: [{sku, sold_out: is}]});

export async function tableCode(store, table, rotate = false) {
  const {codes} = await store.call('POST', `/v1/stores/${store.id}/table-codes`, {tables: [table], rotate}, store.staff);
  return codes[0].code;
}

// What the restaurant has got, as its staff see it.
export async function orders(store) {
  const {items} = await store.call('GET', `/v1/orders?store_id=${store.id}&page_size=200`, undefined, store.staff);
  return items;
}

export class Phone {
  // `prepare(context)` is called before the code is scanned; `until`: how far the page is then waited for.
  static async open(browser, network, store, {size = 'phone', lang = 'zh-CN', code = store.table_code, query = '', prepare, until = 'load'} = {}) {
    const phone = new Phone();
    Object.assign(phone, {network, store});
    phone.page = await openScreen(browser, {size, lang});
    await fromDisk(phone.page.context());
    await prepare?.(phone.page.context());
    await phone.scan(code, query, until);
    return phone;
  }

  async scan(code, query = '', until = 'load') {
    await this.page.goto(`${this.network.url}/t/${code}${query}`, {waitUntil: until});
  }

  // The browser is closed and opened again; what the phone keeps stays.
  async reopen({while_closed = () => {}, code = this.store.table_code} = {}) {
    const context = this.page.context();
    await this.page.close();
    await while_closed();
    this.page = await context.newPage();
    await this.scan(code);
  }

  dish(sku) { return this.page.locator(`.dish[data-sku="${sku}"]`); }
  async add(sku) { await this.dish(sku).getByRole('button', {name: /^加一份|^Add/}).click(); }

  async choose(sku, ...options) {
    await this.dish(sku).getByRole('button').click();
    for (const option of options) await this.page.locator('dialog .option', {hasText: option}).click();
    await this.page.locator('dialog .act.strong').click();
  }

  async openCart() { await this.page.locator('.cart-bar button').click(); }
  placeButton() { return this.page.locator('dialog .sheet-foot .act.strong'); }

  // Until it can be placed: dishes are there before the guest's session is.
  async fillCart(...skus) {
    for (const sku of skus) await this.add(sku);
    await this.openCart();
    await this.page.locator('dialog .sheet-foot .act.strong:enabled').waitFor();
  }

  async place(...skus) {
    await this.fillCart(...skus);
    await this.placeButton().click();
  }

  way(phase) { return this.page.locator(`.way[data-phase="${phase}"]`); }
  placed(status) { return this.page.locator(`.placed[data-status="${status}"]`); }

  async payment() {
    const id = await this.page.locator('.placed').getAttribute('data-order');
    const {payments} = await this.store.call('GET', `/v1/orders/${id}`, undefined, this.store.staff);
    return payments.at(-1);
  }

  close() { return closed(this.page); }
}

// With LUNCHRUSH_PAGES_FROM, pages come from that folder instead of out of the program: a change is tried without a build.
async function fromDisk(context) {
  const folder = process.env.LUNCHRUSH_PAGES_FROM;
  if (!folder) return;
  const types = {html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8'};
  const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  await context.route(/\/(t|pages)\/[^/]+$/, (route) => {
    const {pathname} = new URL(route.request().url());
    const name = pathname.startsWith('/t/') ? 'order.html' : pathname.slice('/pages/'.length);
    if (!existsSync(`${folder}/${name}`)) return route.fulfill({status: 404});
    return route.fulfill({body: readFileSync(`${folder}/${name}`), headers: {'Content-Type': types[name.split('.').at(-1)], 'Content-Security-Policy': policy}});
  });
}
