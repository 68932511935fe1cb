// Fingers tap twice. Every enabled button of every page, in the states that people see most, is clicked twice as fast as a
// browser can; the service's books then show what it stands for once, and nothing else.
import {closed, openScreen} from '../harness/browser.js';
import {cardOf, secondTapIsOver} from '../harness/kitchen_screen.js';
import {Phone} from '../harness/ordering.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';
import {settled, tapAll, watchWrites} from '../harness/tapping.js';
import {paidWrong} from '../harness/wrong_money.js';

useService({replicas: 1});

// As on a device that knows nothing: a language that was switched is forgotten. The page between is of the same origin, and writes nothing.
async function openAfresh(page, address) {
  await page.goto(`${network.url}/problems`);
  await page.evaluate(() => localStorage.clear());
  await page.goto(`${network.url}${address}`);
}

// A guest nobody has seen yet, each time.
async function atTheTable(phone) {
  await phone.page.context().setOffline(false);
  await openAfresh(phone.page, `/t/${phone.store.table_code}`);
  await phone.dish('tea').waitFor();
}

const inTheCart = async (phone) => {
  await atTheTable(phone);
  await phone.add('tea');
  await phone.page.locator('.cart-bar').waitFor();
};
const ordered = async (phone) => {
  await inTheCart(phone);
  await phone.openCart();
  await phone.placeButton().click();
  await phone.placed('awaiting_payment').waitFor();
};

const GUEST = [
  ['the menu, with something in the cart', inTheCart, 'body', {}],
  ['a dish’s choices', async (phone) => {
    await atTheTable(phone);
    await phone.dish('gongbao').getByRole('button').click();
    await phone.page.locator('dialog .act.strong').waitFor();
  }, 'dialog', {}],
  ['the cart', async (phone) => {
    await inTheCart(phone);
    await phone.openCart();
    await phone.placeButton().waitFor();
  }, 'dialog', {'下单': {orders: 1}}],
  ['an order to be paid', ordered, 'body', {'微信支付': {payments: 1}, '支付宝支付': {payments: 1}}],
  ['a code to pay with', async (phone) => {
    await ordered(phone);
    await phone.page.getByRole('button', {name: '微信支付'}).click();
    await phone.page.locator('svg.qr').waitFor();
  }, 'body', {'支付宝支付': {payments: 1}}],
  ['the question whether to cancel', async (phone) => {
    await ordered(phone);
    await phone.page.getByRole('button', {name: '取消订单'}).click();
    await phone.page.getByRole('button', {name: '确定取消'}).waitFor();
  }, '.placed', {'确定取消': {cancels: 1}, '微信支付': {payments: 1}, '支付宝支付': {payments: 1}}],
  ['an order in the kitchen', async (phone) => {
    await ordered(phone);
    const id = await phone.page.locator('.placed').getAttribute('data-order');
    await phone.store.call('POST', `/v1/orders/${id}/payments`, {method: 'cash'});
    await phone.placed('accepted').waitFor();
  }, 'body', {}],
  ['an order that waits for the network', async (phone) => {
    await inTheCart(phone);
    await phone.page.context().setOffline(true);
    await phone.openCart();
    await phone.placeButton().click();
    await phone.way('waiting').waitFor();
  }, 'body', {}],
];

for (const [what, enter, within, wanted] of GUEST)
  test(`a guest: ${what}`, async () => {
    const store = await stack.store();
    const phone = await Phone.open(browser, network, store);
    const {page} = phone;
    await tapAll({page, writes: watchWrites(page), store, enter: () => enter(phone), within, wanted});
    await phone.close();
  });

// One order hangs in an otherwise empty kitchen.
async function hangs(store, page, commands = [], view = '全部') {
  for (const ticket of await store.tickets())
    for (const command of ticket.status === 'done' ? ['serve'] : ['done', 'serve']) await store.command(ticket, command);
  const order = await store.order(['tea']);
  for (const command of commands) await store.command((await store.tickets(order))[0], command);
  await openAfresh(page, `/kitchen${store.address}`);
  await page.getByRole('button', {name: view, exact: true}).click();
  return order;
}

const KITCHEN = [
  ['a new ticket', async (store, page) => cardOf(page, await hangs(store, page)).getByRole('button', {name: '开始'}).waitFor(), {'开始': {steps: 1}, '完成': {steps: 1}}],
  ['a started ticket, counted', async (store, page) => {
    await cardOf(page, await hangs(store, page, ['start'])).getByRole('button', {name: '完成'}).waitFor();
    await page.getByRole('button', {name: '汇总'}).click();
  }, {'完成': {steps: 1}}],
  ['a ticket that was just done', async (store, page) => {
    const card = cardOf(page, await hangs(store, page));
    await card.getByRole('button', {name: '完成'}).click();
    await card.getByText('已完成').waitFor();
    await secondTapIsOver();
  }, {'撤销': {steps: 1}}, '.card.held'],
  ['a dish to be served', async (store, page) => cardOf(page, await hangs(store, page, ['done'], '传菜')).getByRole('button', {name: '上菜'}).waitFor(), {'上菜': {steps: 1}}],
  ['what can be recalled', async (store, page) => {
    const order = await hangs(store, page, ['done']);
    await page.getByRole('button', {name: '撤回', exact: true}).click();
    await page.getByLabel('按取餐号查找').fill(order.pickup_number);
    await page.getByRole('button', {name: '撤回到厨房'}).waitFor();
  }, {'撤回到厨房': {steps: 1}}, 'aside.recall'],
  ['a cancelled order', async (store, page) => {
    const order = await hangs(store, page);
    await cardOf(page, order).waitFor();
    await store.cancel(order);
    await cardOf(page, order).getByRole('button', {name: '知道了'}).waitFor();
  }, {}, 'article.card'],
  ['help', async (store, page) => {
    await hangs(store, page);
    await page.getByRole('button', {name: '帮助'}).click();
  }, {}, 'aside.help'],
];

for (const [what, enter, wanted, within = 'body'] of KITCHEN)
  test(`a cook: ${what}`, async () => {
    const store = await stack.store();
    const page = await openScreen(browser);
    await tapAll({page, writes: watchWrites(page), store, enter: () => enter(store, page), within, wanted, of_tickets: true});
    await closed(page);
  });

test('the board', async () => {
  const store = await stack.store();
  await store.order(['tea']);
  const page = await openScreen(browser, {size: 'wall'});
  const enter = async () => {
    await openAfresh(page, `/board${store.address}`);
    await page.locator('section.preparing li').waitFor();
  };
  await tapAll({page, writes: watchWrites(page), store, enter, of_tickets: true});
  await closed(page);
});

async function found(store, page, act) {
  const order = await store.order(['tea']);
  await openAfresh(page, `/console#key=${store.staff}`);
  await page.locator('.freshness[data-phase=live]').waitFor();
  await page.getByLabel('小票上的任一号码').fill(order.id);
  await page.keyboard.press('Enter');
  const article = page.locator(`article[data-order="${order.id}"]`);
  await article.locator('.timeline li').first().waitFor();
  if (!act) return;
  await article.getByRole('button', {name: act}).click();
  await article.getByLabel('原因').fill('太咸');
}

const CONSOLE = [
  ['the day, and an order that was found', null, {}, 'body'],
  ['a refund with its reason', '退款', {'退款': {refunds: 1}}, 'article form'],
  ['a cancellation with its reason', '取消订单', {'取消订单': {cancels: 1, refunds: 1}}, 'article form'],
];

for (const [what, act, wanted, within] of CONSOLE)
  test(`an owner: ${what}`, async () => {
    const store = await stack.store();
    const page = await openScreen(browser);
    const writes = watchWrites(page);
    await tapAll({page, writes, store, enter: () => found(store, page, act), within, wanted});
    await settled(page, writes);
    await closed(page);
  });

async function givingBack(store, page) {
  await paidWrong(store);
  await openAfresh(page, `/console#key=${store.staff}`);
  const matter = page.locator('.matter[data-kind=conflict]').filter({has: page.getByRole('button', {name: '退回这笔钱'})}).first();
  await matter.getByRole('button', {name: '退回这笔钱'}).click();
  await matter.getByLabel('原因').fill('少付');
}

test('an owner: money of a wrong amount, with its reason', async () => {
  const store = await stack.store();
  const page = await openScreen(browser);
  const writes = watchWrites(page);
  await tapAll({page, writes, store, enter: () => givingBack(store, page), within: '.matter form', wanted: {'退回这笔钱': {refunds: 1}}});
  await settled(page, writes);
  await closed(page);
});
